#!/bin/sh
# plumb diff on repositories of every shape: branches, shallow and partial clones, submodules, links.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
export HOME="$dir" GIT_CONFIG_NOSYSTEM=1 NO_COLOR=1
git config --global user.name a
git config --global user.email a@b
git config --global init.defaultBranch main
git config --global protocol.file.allow always
git config --global advice.detachedHead false
shop="$SOURCE_DIR/tests/cases/diff/shop"

fail() {
    echo "$1" >&2
    cat "$dir/out" "$dir/err" >&2
    exit 1
}

# expect CODE TEXT WORDS...: plumb diff of the current folder ends in CODE and says TEXT.
expect() {
    code=$1 text=$2
    shift 2
    got=0
    "$PLUMB" diff --no-diff "$@" >"$dir/out" 2>"$dir/err" || got=$?
    [ "$got" = "$code" ] || fail "$*: exit $got, expected $code"
    cat "$dir/out" "$dir/err" | grep -qF -- "$text" || fail "$*: does not say: $text"
}

edit() { # a difference of `orders`
    printf '{%% macro cents(c) %%}(%s * {{ c }}){%% endmacro %%}\n' "$1" >macros/cents.sql
}

commit() {
    git add -A
    git commit -q -m "$1"
}

mkdir "$dir/origin"
cd "$dir/origin"
cp -R "$shop/." .
git init -q
expect 2 "no such revision: 'HEAD'" HEAD:dev
commit one
edit 2
commit two

# a branch: what main gained since does not count
git switch -q -c feature HEAD~1
echo 'select 1 as one from {{ ref("orders") }}' >models/daily.sql
commit three
expect 1 "main:dev -> dev: 1 logic, 3 identical" --base main dev
expect 1 "main:dev -> dev: 2 logic, 2 identical" main:dev
git switch -q --detach feature
expect 1 "main:dev -> dev: 1 logic, 3 identical" --base main dev
expect 0 "HEAD:dev -> dev: 4 identical" HEAD:dev
git switch -q feature
git worktree add -q ../tree main
cd ../tree
expect 1 "feature:dev -> dev: 2 logic, 2 identical" feature:dev
cd ../origin
git worktree remove --force ../tree

# clones that lack history, or objects
git clone -q --depth 1 --no-single-branch "file://$dir/origin" "$dir/shallow"
cd "$dir/shallow"
expect 2 "git fetch --unshallow" --base origin/main dev
expect 2 "git fetch --unshallow" HEAD~1:dev
cd "$dir/origin"
git config uploadpack.allowFilter true
git clone -q --no-checkout --filter=blob:none "file://$dir/origin" "$dir/partial"
cd "$dir/partial"
git -c core.hooksPath=/dev/null read-tree HEAD
cp -R "$shop/." .
expect 2 "dbt_project.yml" HEAD:dev
expect 2 "could not be read" origin/main:dev

git clone -q --bare "$dir/origin" "$dir/bare"
cd "$dir/bare"
expect 2 "the repository has no work tree" main:dev --project-dir "$dir/bare" --profiles-dir "$shop"

# a submodule around the project, and one in it
mkdir "$dir/around"
cd "$dir/around"
git init -q
echo x >README.md
commit empty
git submodule --quiet add "file://$dir/origin" shop
commit module
cd shop
expect 1 "origin/main:dev -> dev: 2 logic, 2 identical" origin/main:dev
cd "$dir/origin"
git switch -q main
mkdir "$dir/library"
cd "$dir/library"
git init -q
mkdir macros
echo '{% macro one() %}1{% endmacro %}' >macros/one.sql
commit library
cd "$dir/origin"
git submodule --quiet add "file://$dir/library" vendor
commit library
expect 0 "HEAD:dev -> dev: 4 identical" HEAD:dev
sed 's/^profile:/macro-paths: [macros, vendor\/macros]\n&/' "$shop/dbt_project.yml" >dbt_project.yml
echo 'select {{ one() }} as one from {{ ref("orders") }}' >models/daily.sql
commit uses
expect 2 "submodule" HEAD:dev
git reset -q --hard HEAD~1

# links inside the tree are followed; those that leave it are not
mkdir shared
mv macros/cents.sql shared/cents.sql
ln -s ../shared/cents.sql macros/cents.sql
commit link
expect 0 "HEAD:dev -> dev: 4 identical" HEAD:dev
expect 0 "HEAD~1:dev -> dev: 4 identical" HEAD~1:dev
ln -s loop.sql macros/loop.sql
ln -s ../../library/macros macros/outside
commit outside
expect 0 "HEAD:dev -> HEAD~1:dev: 4 identical" HEAD:dev HEAD~1:dev
git reset -q --hard HEAD~1

# the project's folder got another name
mkdir dbt
git mv dbt_project.yml profiles.yml macros models shared dbt/
commit moved
cd dbt
expect 2 "has no folder dbt/" HEAD~1:dev --profiles-dir .
expect 0 "HEAD:dev -> dev: 4 identical" HEAD:dev --profiles-dir .
