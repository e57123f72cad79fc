#!/usr/bin/env node
// Starts the program of the package for this machine, which npm has installed beside this one.
"use strict";
const { spawnSync } = require("node:child_process");

// The Linux program is linked statically, so that glibc and musl need no package each.
const name = `@guidepost/${process.platform}-${process.arch}`;
const file = process.platform === "win32" ? "guidepost.exe" : "guidepost";

let program;
try {
  program = require.resolve(`${name}/${file}`);
} catch {
  console.error(
    `guidepost: the package ${name} is not installed. If it exists, npm was told to leave optional dependencies out: ` +
      "install without --omit=optional. Otherwise there is no program for this machine: `cargo install guidepost` builds one.",
  );
  process.exit(2);
}

// Ctrl-C goes to the whole group: the program says what it has found so far, and this waits for it.
process.on("SIGINT", () => {});
const ended = spawnSync(program, process.argv.slice(2), { stdio: "inherit", windowsHide: true });
if (ended.error) {
  console.error(`guidepost: cannot start ${program}: ${ended.error.message}`);
  process.exit(2);
}
process.exit(ended.status ?? 130);
