#!/bin/sh
# Completions: what bash offers for a command line, and that zsh and fish can read theirs.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
mkdir "$dir/bin" "$dir/shop" "$dir/shop/models"
ln -s "$PLUMB" "$dir/bin/plumb"
PATH=$dir/bin:$PATH
export HOME="$dir"
cp -R "$SOURCE_DIR/tests/cases/errors/base/." "$dir/shop"
cat > "$dir/shop/profiles.yml" <<'YML'
shop:
  target: dev
  outputs:
    dev: {type: postgres, host: h, port: 5432, user: u, password: p, dbname: d, schema: s}
    prod: {type: postgres, host: h, port: 5432, user: u, password: p, dbname: d, schema: s}
YML
cat > "$dir/shop/environments.yml" <<'YML'
environments:
  development: {target: dev}
  production: {target: prod}
YML
cd "$dir/shop"

# offers WORD...: what bash offers for the last of them, on one line
cat > "$dir/offers" <<'BASH'
source <(plumb completions bash)
complete -p plumb > /dev/null
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_plumb
echo "${COMPREPLY[*]}"
BASH
failed=0
expect() {
    wanted=$1
    shift
    got=$(bash "$dir/offers" "$@")
    if [ "$got" != "$wanted" ]; then
        echo "$*"
        echo "  offered: $got"
        echo "  expected: $wanted"
        failed=1
    fi
}
expect 'compile completions' plumb comp
expect 'schemas' plumb sch
expect '--target --target-path' plumb compile --targ
expect '--defer --defer-state --defer-to' plumb compile --defer
expect '--no-defer' plumb compile --no-def
expect 'dev prod' plumb compile --target ''
expect 'prod' plumb compile -t pr
expect 'dev,prod' plumb compile -t dev,p
expect 'prod' plumb compile --target = pr
expect 'dev prod' plumb compile --target =
expect 'development' plumb schemas --env dev
expect 'auto always' plumb ls --color a
expect 'table json csv markdown' plumb schemas --output ''
expect 'list show vars check diff grants rotation' plumb env ''
expect 'bash' plumb completions b
expect 'exit-codes' plumb help exit
expect 'models' plumb compile --project-dir mod
expect 'dbt_project.yml' plumb compile --env-file dbt_

# Every option of every command's help is offered.
for command in $(plumb --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
    offered=" $(bash "$dir/offers" plumb "$command" --) "
    for option in $(plumb "$command" --help | sed -n 's/^  .\{4\}--\(\[no-\]\)\?\([a-z-]*\).*/\2/p'); do
        case $offered in
        *" --$option "*) ;;
        *)
            echo "not offered: plumb $command --$option"
            failed=1
            ;;
        esac
    done
done

for shell in zsh fish; do
    if command -v "$shell" > /dev/null; then
        plumb completions "$shell" > script
        "$shell" -n script || failed=1
    else
        echo "not tried, since it is not installed: $shell"
    fi
done
if command -v fish > /dev/null; then
    got=$(fish -c 'plumb completions fish | source; complete -C "plumb compile --target "' | cut -f 1 | xargs)
    if [ "$got" != 'dev prod' ]; then
        echo "fish offers for --target: $got"
        failed=1
    fi
fi
exit "$failed"
