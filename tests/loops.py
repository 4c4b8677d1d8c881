#!/usr/bin/env python3
"""loops.py BUILD ROOT: who needs whom among the built objects, and how large things are.

From the symbols that nm tells of every object of the layers:
  - a room (tests/rooms.txt) needs no symbol of a room above it;
  - files that need one another, directly or in a round, are a loop: of at most ten files.
From the sources:
  - a file has at most 500 lines, a function 60, a folder 40 files.
What is let be stands in tests/loops.txt, with its reason.
"""

import os
import re
import subprocess
import sys

LOOP, FILE, FUNCTION, FOLDER = 10, 500, 60, 40
faults = []


def fault(text):
    faults.append(text)
    print(text)


def lines_of(path):
    with open(path, encoding="utf-8") as file:
        return [line.rstrip("\n") for line in file if line.strip() and line[0] != "#"]


def rooms_of(root):
    """Room -> (height, what belongs there), lowest first."""
    rooms = {}
    for line in lines_of(f"{root}/tests/rooms.txt"):
        name, what = line.split(": ", 1)
        rooms[name] = (len(rooms), what)
    return rooms


def exceptions_of(root):
    """Kind -> what -> its further words, from `KIND WHAT WORD...: REASON`."""
    kinds = {"loop": {}, "up": {}, "large": {}}
    for line in lines_of(f"{root}/tests/loops.txt"):
        kind, what, *rest = line.split(": ", 1)[0].split()
        if kind == "up":
            what, rest = (what, *rest), []
        kinds[kind][what] = rest
    return kinds


def check_needed(exceptions, used):
    for what in sorted(set(exceptions) - used, key=str):
        name = what if isinstance(what, str) else " ".join(what)
        print(f"tests/loops.txt: {name} is in order now, take its line out")


# ---------------------------------------------------------------------- symbols


def objects_of(build, root):
    """Path of an object -> the source it was made of, for the layers' libraries. Objects of
    sources that are gone are left out."""
    objects = {}
    for folder, _, files in os.walk(build):
        at = re.search(r"/CMakeFiles/pl_\w+\.dir/?(.*)$", folder)
        for file in files if at else ():
            if file.endswith(".o"):
                source = re.sub(r"^.*\bgen/", "", os.path.join(at.group(1), file[:-2]))
                if any(os.path.exists(f"{home}/{source}") for home in (root, f"{build}/gen")):
                    objects[os.path.join(folder, file)] = source
    return objects


def needs_of(objects):
    """Source -> source it needs -> the symbols for which it does."""
    home, wanted = {}, {source: set() for source in objects.values()}
    paths = sorted(objects)
    listing = subprocess.run(["nm", "-A", "-g", *paths], capture_output=True, text=True, check=True)
    for line in listing.stdout.splitlines():
        path, _, rest = line.partition(".o:")
        kind, symbol = rest.split()[-2:]
        source = objects[path + ".o"]
        if kind == "U":
            wanted[source].add(symbol)
        else:
            home[symbol] = source
    needs = {source: {} for source in wanted}
    for source, symbols in wanted.items():
        for symbol in sorted(symbols):
            to = home.get(symbol, source)
            if to != source:
                needs[source].setdefault(to, []).append(symbol)
    return needs


def loops_in(needs):
    """Tarjan's strongly connected components of more than one file."""
    number, low, stack, loops = {}, {}, [], []

    def visit(source):
        number[source] = low[source] = len(number)
        stack.append(source)
        for to in needs[source]:
            if to not in number:
                visit(to)
                low[source] = min(low[source], low[to])
            elif to in stack:
                low[source] = min(low[source], number[to])
        if low[source] == number[source]:
            at = stack.index(source)
            if len(stack) - at > 1:
                loops.append(sorted(stack[at:]))
            del stack[at:]

    sys.setrecursionlimit(10000)
    for source in sorted(needs):
        if source not in number:
            visit(source)
    return loops


def check_directions(needs, rooms, exceptions):
    used = set()
    for source in sorted(needs):
        room = os.path.dirname(source)
        if room not in rooms:
            fault(f"{source}: {room}/ is no room: a source belongs in one of tests/rooms.txt")
            continue
        height, what = rooms[room]
        for to, symbols in sorted(needs[source].items()):
            other = os.path.dirname(to)
            if other not in rooms or rooms[other][0] <= height:
                continue
            used.add((source, to))
            if (source, to) not in exceptions:
                fault(
                    f"{source} needs {', '.join(symbols)} of {to}, a room above it. In {room}/ belongs"
                    f" {what}; in {other}/ {rooms[other][1]}. Move one of the two, or hand down a"
                    " table of functions."
                )
    check_needed(exceptions, used)


def check_loops(needs, exceptions):
    used = set()
    for loop in loops_in(needs):
        if len(loop) <= LOOP:
            continue
        within = (f for f in exceptions if all(s.startswith(f + "/") for s in loop))
        folder = next(within, None)
        used.add(folder)
        if not folder or len(loop) > int(exceptions[folder][0]):
            fault(
                f"{len(loop)} files need one another: {' '.join(loop)}. Move what several of them"
                " share into a file of its own below them, or hand down a table of functions."
            )
    check_needed(exceptions, used)


# ------------------------------------------------------------------------ sizes


def functions_of(lines):
    """Name and number of lines of every function: from the first line of its head at the
    margin to the brace at the margin that closes it."""
    head = None
    for i, line in enumerate(lines):
        if head is None and re.match(r"[A-Za-z_]", line) and not line.endswith((";", ":")):
            head = i
        elif head is not None and line.startswith("}"):
            name = re.search(r"(\w+)\(", " ".join(lines[head : head + 3]))
            opening = next((l for l in lines[head:i] if l.endswith("{")), "")
            if name and ")" in opening and "= {" not in opening:
                yield name.group(1), i - head + 1
            head = None
        elif head is not None and line.endswith(";") and line[0] not in " \t":
            head = None


def sizes_of(root, rooms):
    """Everything too large: its name in tests/loops.txt, and the sentence of its fault."""
    large = {}
    folders = {}
    listing = subprocess.run(["git", "-C", root, "ls-files"], capture_output=True, text=True, check=True)
    for path in listing.stdout.splitlines():
        if not re.search(r"\.(c|h|re|def)$", path) or not os.path.exists(f"{root}/{path}"):
            continue
        folder = os.path.dirname(path)
        if folder in rooms:
            folders[folder] = folders.get(folder, 0) + 1
        with open(f"{root}/{path}", encoding="utf-8") as file:
            lines = file.read().split("\n")
        if len(lines) > FILE + 1 and not path.endswith(".def"):
            large[path] = f"has {len(lines) - 1} lines, more than {FILE}: take out one matter whole"
        for name, count in functions_of(lines) if path.endswith((".c", ".re")) else ():
            if count > FUNCTION:
                large[f"{path}:{name}"] = f"has {count} lines, more than {FUNCTION}: name its steps"
    for folder, count in folders.items():
        if count > FOLDER:
            large[folder + "/"] = f"has {count} files, more than {FOLDER}: it holds more than one room"
    return large


def check_sizes(root, rooms, exceptions):
    large = sizes_of(root, rooms)
    for what in sorted(set(large) - set(exceptions)):
        fault(f"{what} {large[what]}")
    check_needed(exceptions, set(large))


def main():
    build, root = sys.argv[1:]
    rooms, exceptions = rooms_of(root), exceptions_of(root)
    needs = needs_of(objects_of(build, root))
    check_directions(needs, rooms, exceptions["up"])
    check_loops(needs, exceptions["loop"])
    check_sizes(root, rooms, exceptions["large"])
    print(f"{len(needs)} objects, {sum(map(len, needs.values()))} needs, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
