#!/bin/sh
# layers.sh ROOT: prove from the #include lines that layers use only what is below them.
#
#   - a quoted include is root-relative and names a folder of ours;
#   - a layer includes only itself and the layers below;
#   - headers named *_priv.h stay inside their folder;
#   - some system headers belong to one file alone (the table `only`).
set -eu
cd "${1:-.}"

find support lexer parser eval macros project report explain check graph diff cli tests bench scripts \
    -type f \( -name '*.c' -o -name '*.h' -o -name '*.re' -o -name '*.def' \) 2>/dev/null |
    LC_ALL=C sort | awk '
BEGIN {
    count = split("support lexer parser eval macros project report explain check graph diff cli", names, " ")
    for (i = 1; i <= count; i++) rank[names[i]] = i
    rank["tests"] = rank["bench"] = rank["scripts"] = count + 1 # above everything
    only["pcre2.h"] = "support/regex.c"
    only["yaml.h"] = "project/yaml.c"
}
function fault(text) {
    printf "%s:%d: %s\n", file, line, text
    faults++
}
function check_own(path,    to) {
    to = path
    if (!sub(/\/.*/, "", to)) {
        fault("\"" path "\" is not root-relative")
    } else if (!(to in rank)) {
        fault("\"" path "\": no such layer")
    } else if (rank[to] > rank[from]) {
        fault(from " includes \"" path "\" from a layer above it")
    } else if (path ~ /_priv\.h$/ && to != from && from != "tests") {
        fault("\"" path "\" is private to " to "/")
    }
}
{
    file = $0
    from = $0
    sub(/\/.*/, "", from)
    line = 0
    files++
    while ((getline text < file) > 0) {
        line++
        if (text !~ /^[ \t]*#[ \t]*include[ \t]/) continue
        includes++
        if (split(text, quoted, "\"") >= 3) {
            check_own(quoted[2])
        } else if (split(text, angled, /[<>]/) >= 3 && angled[2] in only) {
            if (file != only[angled[2]])
                fault("<" angled[2] "> belongs to " only[angled[2]] " alone")
        }
    }
    close(file)
}
END {
    printf "%d files, %d includes, %d faults\n", files, includes, faults
    exit faults > 0
}'
