#!/bin/sh
# layers.sh ROOT: prove from the #include lines that rooms use only what is below them.
#
# A room is a folder of sources; tests/rooms.txt has them from the lowest to the highest, with
# what belongs there.
#   - every source lies in a room of the list;
#   - a quoted include is root-relative and names a file of its own room or of a lower one;
#   - headers named *_priv.h stay inside their top folder;
#   - some system headers belong to one file alone (the table `only`).
set -eu
cd "${1:-.}"

find support lexer parser eval adapter macros project report explain check graph diff cli tests bench scripts \
    -type f \( -name '*.c' -o -name '*.h' -o -name '*.re' -o -name '*.def' \) 2>/dev/null |
    LC_ALL=C sort | awk '
BEGIN {
    while ((getline text < "tests/rooms.txt") > 0) {
        if (text !~ /^[a-z]/) continue
        room = text
        sub(/:.*/, "", room)
        rank[room] = ++count
        belongs[room] = substr(text, length(room) + 3)
    }
    only["pcre2.h"] = "support/regex.c"
    only["yaml.h"] = "project/yaml/yaml.c"
}
function fault(text) {
    printf "%s:%d: %s\n", file, line, text
    faults++
}
function room_of(path) {
    sub(/\/[^\/]*$/, "", path)
    return path ~ /^(tests|bench|scripts)(\/|$)/ ? "tests" : path
}
function height(room) {
    return room == "tests" ? count + 1 : rank[room]
}
function top(path) {
    sub(/\/.*/, "", path)
    return path
}
function check_own(path,    to) {
    to = room_of(path)
    if (path !~ /\//) {
        fault("\"" path "\" is not root-relative")
    } else if (!height(to)) {
        fault("\"" path "\": no such room")
    } else if (height(to) > height(from)) {
        fault("\"" path "\" lies above " from "/, where belongs " belongs[from] "; in " to \
              "/ belongs " belongs[to])
    } else if (path ~ /_priv\.h$/ && top(to) != top(from) && from != "tests") {
        fault("\"" path "\" is private to " top(to) "/")
    }
}
{
    file = $0
    from = room_of($0)
    line = 0
    files++
    if (!height(from)) {
        fault(from "/ is no room: a source belongs in one of tests/rooms.txt, each of which says " \
              "what belongs there")
        next
    }
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
