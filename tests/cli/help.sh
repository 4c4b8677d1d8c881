#!/bin/sh
# Help: every command, topic and rule that is listed has a text, and the man page is sound.
set -eu
failed=0
fault() {
    echo "$*"
    failed=1
}
topics=$("$PLUMB" help | sed -n 's/^  \([a-z-]*\)  .*/\1/p')
rules=$("$PLUMB" help rules | sed -n 's/^  \([a-z-]*\) (.*/rules\/\1/p')
for topic in $topics $rules; do
    text=$("$PLUMB" help "$topic") || fault "no help on $topic"
    [ -n "$text" ] || fault "nothing is said on $topic"
    long=$(echo "$text" | awk 'length > 110' | head -n 1)
    [ -z "$long" ] || fault "$topic has a long line: $long"
done
for command in $("$PLUMB" --help | sed -n 's/^  \([a-z]*\)  .*/\1/p'); do
    "$PLUMB" help "$command" > help.$$
    "$PLUMB" "$command" --help | cmp -s - help.$$ || fault "$command --help is not help $command"
    rm help.$$
done
"$PLUMB" help ruels 2> /dev/null && fault "a topic that is not there has help"
"$PLUMB" help ruels 2>&1 | grep -q 'plumb help rules' || fault "no suggestion"

page=$("$PLUMB" help man)
for option in $("$PLUMB" compile --help | sed -n 's/^  .\{4\}--\(\[no-\]\)\?\([a-z-]*\).*/\2/p'); do
    written=$(echo "$option" | sed 's/-/\\\\-/g')
    echo "$page" | grep -q "$written" || fault "the man page lacks --$option"
done
if command -v groff > /dev/null; then
    warnings=$(echo "$page" | groff -man -Tutf8 -ww -z 2>&1)
    [ -z "$warnings" ] || fault "$warnings"
fi
exit "$failed"
