#!/usr/bin/env bash
# What action.yml runs: `action.sh install` and `action.sh check`. Everything that a pull request may have written (names of
# branches and files) comes in by the environment and is only ever an argument.
set -euo pipefail

fail() { # fail MESSAGE: said where the workflow shows it
    echo "::error title=guidepost::$1"
    exit 2
}

# The machine, as releases name it.
target() {
    case "$RUNNER_OS-$RUNNER_ARCH" in
        Linux-X64) echo x86_64-unknown-linux-musl ;;
        Linux-ARM64) echo aarch64-unknown-linux-musl ;;
        macOS-X64) echo x86_64-apple-darwin ;;
        macOS-ARM64) echo aarch64-apple-darwin ;;
        Windows-X64) echo x86_64-pc-windows-msvc ;;
        Windows-ARM64) echo aarch64-pc-windows-msvc ;;
    esac
}

# The release that the action itself is, however its user names it (a tag, a hash, `v1`): the one that its changelog begins
# with. Empty for what is not released.
own_release() {
    sed -n '/^## /{s/^## \([0-9][^ ]*\).*/v\1/p;q;}' "$GITHUB_ACTION_PATH/CHANGELOG.md"
}

install() {
    local release target bin=$RUNNER_TEMP/guidepost-bin
    if [[ $VERSION == path ]]; then
        command -v guidepost >/dev/null || fail "\`version\` is \`path\`, and no guidepost is there: install one before this step"
        guidepost --version
        return
    fi
    release=${VERSION:-$(own_release)}
    if [[ -n $release && ! $release =~ ^v[0-9]+\.[0-9]+\.[0-9]+ ]]; then
        fail "there is no release \`$release\`: \`version\` is one such as v0.1.0, or \`path\`"
    fi
    target=$(target)
    mkdir -p "$bin"
    if [[ -n $release && -n $target ]]; then
        download "$release" "$target" "$bin"
    else
        local why="the action is used at no release"
        [[ -n $release ]] && why="guidepost has no program for $RUNNER_OS on $RUNNER_ARCH"
        echo "$why: building what the action was checked out from"
        command -v cargo >/dev/null || fail "$why, and building one needs Rust: install it before this step"
        cargo install --quiet --locked --path "$GITHUB_ACTION_PATH" --root "$bin" || fail "cannot build guidepost, and $why"
        bin=$bin/bin
    fi
    echo "$bin" >>"$GITHUB_PATH"
    "$bin/guidepost" --version
}

download() { # download RELEASE TARGET FOLDER
    local name=guidepost-${1#v}-$2 archive check=(shasum -a 256)
    archive=$name.tar.gz
    [[ $2 == *windows* ]] && archive=$name.zip
    cd "$3"
    curl --fail --silent --show-error --location --retry 3 --remote-name "$RELEASES/$1/$archive" \
        --remote-name "$RELEASES/$1/$archive.sha256" || fail "cannot download $RELEASES/$1/$archive"
    command -v sha256sum >/dev/null && check=(sha256sum)
    "${check[@]}" --check "$archive.sha256" || fail "$archive is not what its checksum says, and was not unpacked"
    # GNU tar, which Git for Windows has, knows no zip.
    if [[ $archive == *.zip ]]; then unzip -qo "$archive"; else tar -xzf "$archive"; fi
    mv "$name"/guidepost* .
    rm -r "$name" "$archive" "$archive.sha256"
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
    [[ $status -eq 2 ]] && echo "::error title=guidepost::guidepost could not run: the log of this step says why"
    [[ -e $WORK/summary.md ]] && cat "$WORK/summary.md" >>"$GITHUB_STEP_SUMMARY"
    [[ $EXTERNAL == true ]] && { guidepost cache export "$WORK/answers.jsonl" || true; }
    {
        echo "status=$status"
        [[ -e $WORK/report.json ]] && echo "report=$WORK/report.json"
        [[ -e $WORK/guidepost.sarif ]] && echo "sarif=$WORK/guidepost.sarif"
    } >>"$GITHUB_OUTPUT" || true
}

"$1"
