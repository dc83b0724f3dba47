"""Torture: what a disk, a battery and a stranger can do to a catalogue, done on purpose.

- `kills`: the program is killed in the midst of everything it writes, by the clock and at its calls
  to the system;
- `full_disk`: every way to write, on a disk without room;
- `damage`: bytes of a catalogue flipped and cut off;
- `mutated_imports`: files to import, changed in ways that no program would;
- `readable`, `at_the_window`: what is readable in the bytes written with a passphrase;
- `watched`: which files a program makes, be it for a moment, and whether it talks to another
  machine.

`make torture` runs all of it long and writes build/torture.json; tests/core/test_torture_*.py and
tests/ui/test_torture.py run the same for a moment each.
"""
