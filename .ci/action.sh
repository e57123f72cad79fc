#!/usr/bin/env bash
# What action.yml runs: `action.sh install` and `action.sh check`. Everything that a pull request may have written (names of
# branches and files) comes in by the environment and is only ever an argument.
set -euo pipefail

fail() { # fail MESSAGE: said where the workflow shows it
    echo "::error title=guidepost::$1"
    exit 2
}

target() {
    case "$RUNNER_OS-$RUNNER_ARCH" in
        Linux-X64) echo x86_64-unknown-linux-musl ;;
        Linux-ARM64) echo aarch64-unknown-linux-musl ;;
        macOS-X64) echo x86_64-apple-darwin ;;
        macOS-ARM64) echo aarch64-apple-darwin ;;
        Windows-X64) echo x86_64-pc-windows-msvc ;;
        *) return 1 ;;
    esac
}

install() {
    local version=${VERSION:-$REF} name folder bin=$RUNNER_TEMP/guidepost-bin
    mkdir -p "$bin"
    [[ $version == path ]] && { guidepost --version; return; }
    folder=https://github.com/guidepost/guidepost/releases/download/$version
    if [[ $version =~ ^v[0-9]+\.[0-9]+\.[0-9]+ ]] && name=guidepost-${version#v}-$(target); then
        local archive=$name.tar.gz
        [[ $RUNNER_OS == Windows ]] && archive=$name.zip
        cd "$bin"
        curl --fail --silent --show-error --location --retry 3 --remote-name "$folder/$archive" \
            --remote-name "$folder/$archive.sha256" || fail "cannot download $folder/$archive"
        if command -v sha256sum >/dev/null; then sha256sum --check "$archive.sha256"; else shasum -a 256 -c "$archive.sha256"; fi
        # GNU tar, which Git for Windows has, knows no zip; that of Windows does.
        if [[ $archive == *.zip ]]; then unzip -qo "$archive"; else tar -xzf "$archive"; fi
        # The program may lie in a folder of the archive's name.
        find . -mindepth 2 -type f \( -name guidepost -o -name guidepost.exe \) -exec cp {} . \;
    else
        # A branch or a commit has no release: build what the action was checked out from.
        cargo install --quiet --locked --path "$GITHUB_ACTION_PATH" --root "$bin" ||
            fail "cannot build guidepost from source: name a release with \`version\`"
        bin=$bin/bin
    fi
    echo "$bin" >>"$GITHUB_PATH"
    "$bin/guidepost" --version
}

# What the change is told from; empty where everything is to be checked.
base() {
    [[ $CHANGED == false ]] && return
    if [[ $GITHUB_REF == refs/pull/*/merge && $(git rev-parse HEAD) == "$GITHUB_SHA" ]]; then
        # The checkout is the merge of the pull request, so that what is judged is what the branch would become.
        git rev-parse --verify --quiet 'HEAD^1' >/dev/null ||
            git fetch --quiet --no-tags --depth=2 origin "$GITHUB_SHA" >&2
        echo 'HEAD^1'
    elif [[ -n $MERGE_GROUP_BASE ]]; then
        git rev-parse --verify --quiet "$MERGE_GROUP_BASE^{commit}" >/dev/null ||
            git fetch --quiet --no-tags --depth=1000 origin "$GITHUB_SHA" >&2
        echo "$MERGE_GROUP_BASE"
    elif [[ -n $BASE_REF ]]; then
        echo "origin/$BASE_REF"
    elif [[ $CHANGED == true ]]; then
        echo 'HEAD^1'
    fi
}

check() {
    local base arguments=() places=() status=0
    mkdir -p "$WORK"
    base=$(base)
    [[ -n $base ]] && arguments+=("--changed=$base")
    # A pull request from a fork is judged by the configuration of the branch that it is for.
    if [[ -n $base && ( $CONFIG == base || $CONFIG == auto && $FORK == true ) ]]; then
        arguments+=("--config-from=$base")
    fi
    if [[ $EXTERNAL == true ]]; then
        arguments+=(--deadline "$DEADLINE")
        if [[ -e $WORK/answers.jsonl ]]; then guidepost cache import "$WORK/answers.jsonl" || true; fi
    else
        arguments+=(--offline)
    fi
    [[ $SUMMARY == true ]] && arguments+=(--format github-summary --output "$WORK/summary.md")
    while IFS= read -r line; do [[ -n $line ]] && arguments+=("$line"); done <<<"$ARGS"
    while IFS= read -r line; do [[ -n $line ]] && places+=("$line"); done <<<"$PATHS"
    guidepost check "${arguments[@]}" --format sarif --output "$WORK/guidepost.sarif" --format json \
        --output "$WORK/report.json" --format github -- ${places[@]+"${places[@]}"} || status=$?
    [[ -e $WORK/summary.md ]] && cat "$WORK/summary.md" >>"$GITHUB_STEP_SUMMARY"
    [[ $EXTERNAL == true ]] && { guidepost cache export "$WORK/answers.jsonl" || true; }
    {
        echo "status=$status"
        [[ -e $WORK/report.json ]] && echo "report=$WORK/report.json"
        [[ -e $WORK/guidepost.sarif ]] && echo "sarif=$WORK/guidepost.sarif"
    } >>"$GITHUB_OUTPUT" || true
}

"$1"
