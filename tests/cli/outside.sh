#!/bin/sh
# outside.sh: a project reads and writes nothing outside itself, whatever its paths, its
# links and its files are; what the user made, named or allowed keeps working. Finds the
# program in $PLUMB. Every run must end within the time limit.
set -u
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT
failures=0

# project NAME [LINES]: a project of one model, with more lines in dbt_project.yml
project() {
    dir=$root/$1
    mkdir -p "$dir/models"
    printf 'name: shop\nprofile: p\n%b' "${2-}" >"$dir/dbt_project.yml"
    echo 'p: {target: dev, outputs: {dev: {type: duckdb, path: x.db, schema: main}}}' \
        >"$dir/profiles.yml"
    echo 'select 1 as a' >"$dir/models/a.sql"
}

# expect STATUS TEXT COMMAND...: how the program ends, and what it says (a pattern)
expect() {
    status=$1
    text=$2
    shift 2
    timeout 10 "$PLUMB" "$@" --project-dir "$dir" --profiles-dir "$dir" \
        >"$root/said" 2>&1 </dev/null
    got=$?
    if [ "$got" != "$status" ] ||
        { [ -n "$text" ] && ! grep -q -e "$text" "$root/said"; }; then
        echo "FAILED in $dir: $*: status $got for $status, and \"$text\" in:"
        cat "$root/said"
        failures=$((failures + 1))
    fi
}

# holds TEXT...: a condition of test(1)
holds() {
    test "$@" || {
        echo "FAILED: $*"
        failures=$((failures + 1))
    }
}

tracked() {
    git -C "$dir" init -q
    git -C "$dir" add -A -f
    git -C "$dir" -c user.name=a -c user.email=a@b commit -qm x
}

outside=$root/elsewhere
mkdir "$outside"
echo "select 'hidden'" >"$outside/hidden.sql"

project link_to_file
ln -s ../../elsewhere/hidden.sql "$dir/models/b.sql"
expect 2 'leads outside the project, to .*hidden.sql.*--allow-path' compile
expect 2 'leads outside' render b
grep -q "select 'hidden'" "$root/said" && failures=$((failures + 1))
expect 0 '' compile --allow-path "$outside"

project link_to_process
ln -s /proc/self/environ "$dir/models/b.sql"
expect 2 'leads outside the project' compile

project link_inside
mkdir "$dir/more"
echo 'select 2 as b' >"$dir/more/b.sql"
ln -s ../more/b.sql "$dir/models/b.sql"
expect 0 'select 2' render b

for key in model macro seed test analysis snapshot docs; do
    project "paths_$key" "$key-paths: ['/etc']\n"
    expect 2 "dbt_project.yml:3:.*$key-paths: /etc leads outside" compile
    project "up_$key" "$key-paths: ['models', '../../..']\n"
    expect 2 "$key-paths: ../../.. leads outside" compile
done

project target_path 'target-path: ../elsewhere/new\n'
expect 2 'dbt_project.yml:3:.*target-path: ../elsewhere/new leads outside' compile
holds ! -e "$outside/new"
expect 0 '' compile --target-path "$outside/new"
holds -e "$outside/new/manifest.json"
expect 0 '' compile --allow-path "$root"

project target_of_user
mkdir "$outside/own"
ln -s ../elsewhere/own "$dir/target"
expect 0 '' compile
holds -e "$outside/own/manifest.json"

project target_of_project
mkdir "$outside/planted"
ln -s ../elsewhere/planted "$dir/target"
tracked
expect 2 'target-path: target leads outside' compile
holds ! -e "$outside/planted/manifest.json"

project folder_in_target
mkdir "$dir/target" "$outside/compiled"
ln -s ../../elsewhere/compiled "$dir/target/compiled"
expect 2 'leads out of the target path' compile
holds ! -e "$outside/compiled/shop"

project profile_of_project
mv "$dir/profiles.yml" "$outside/profiles.yml"
ln -s ../elsewhere/profiles.yml "$dir/profiles.yml"
expect 0 '' compile
tracked
expect 2 'leads outside' compile

project packages_of_user
mkdir -p "$outside/pkg" "$dir/dbt_packages"
echo 'name: pkg' >"$outside/pkg/dbt_project.yml"
ln -s ../../elsewhere/pkg "$dir/dbt_packages/pkg"
expect 0 '' compile
tracked
expect 2 'leads outside' compile

project monorepo/app
mkdir -p "$root/monorepo/pkg" "$dir/dbt_packages"
echo 'name: pkg' >"$root/monorepo/pkg/dbt_project.yml"
ln -s ../../pkg "$dir/dbt_packages/pkg"
git -C "$root/monorepo" init -q
git -C "$root/monorepo" add -A -f
expect 0 '' compile

project named_out
echo 'models: [{name: a, columns: [{name: a, tests: [{unique: {name: "../../../../../x"}}]}]}]' \
    >"$dir/models/s.yml"
expect 2 'models/s.yml:1:.*leads out of the target path' compile
holds -e "$dir/target/compiled/shop/models/a.sql"
found=$(find "$root" -name 'x.sql' -not -path '*/target/*')
holds -z "$found"

for file in dbt_project.yml profiles.yml environments.yml models/b.sql models/s.yml \
    selectors.yml packages.yml .dbtignore introspection.yml; do
    project "fifo_$(basename "$file")"
    rm -f "$dir/$file"
    mkfifo "$dir/$file"
    expect 2 'no regular file' schemas
done

project written
: >"$root/real.dot"
ln -s real.dot "$root/link.dot"
expect 0 '' graph -o "$root/link.dot"
holds -L "$root/link.dot"
holds -s "$root/real.dot"
expect 0 '' graph -o /dev/null
holds -c /dev/null
mkfifo "$root/pipe"
expect 2 'cannot be written' graph -o "$root/pipe"
timeout 10 cat "$root/pipe" >"$root/piped" &
expect 0 '' graph -o "$root/pipe"
wait
holds -s "$root/piped"
holds -p "$root/pipe"

# signals: a thousand models are written while the program is told to end
project stopped
i=0
while [ $i -lt 400 ]; do
    echo "select $i as a" >"$dir/models/m$i.sql"
    i=$((i + 1))
done
for wait in 0.05 0.1 0.15 0.2 0.3; do
    rm -rf "$dir/target"
    "$PLUMB" compile --project-dir "$dir" --profiles-dir "$dir" >/dev/null 2>&1 &
    sleep $wait
    kill -TERM $! 2>/dev/null
    wait
    left=$(find "$dir" -name '.plumb-*')
    holds -z "$left"
done

[ $failures = 0 ]
