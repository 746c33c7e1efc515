# SPDX-License-Identifier: GPL-2.0-or-later
"""The tables of a bench: what was measured, and which figures were reached."""
import os
import platform
import re

from material import say


class Report:
    """The tables: what was measured, and which figures were reached."""

    def __init__(self):
        self.figures = []
        self.notes = []
        self.data = {"figures": self.figures, "notes": self.notes}

    def figure(self, what, value, limit, most=True, unit=""):
        """A figure to reach: at most limit, or at least."""
        reached = None if value is None else \
            bool(value <= limit if most else value >= limit)
        self.figures.append({"what": what, "value": value, "limit": limit,
                             "most": most, "unit": unit, "reached": reached})

    def note(self, text):
        self.notes.append(text)
        say("bench: " + text)

    def print_figures(self):
        print("\nFigures to reach")
        table = [("", "measured", "figure", "reached")]
        for f in self.figures:
            unit = f["unit"]
            value = "-" if f["value"] is None else \
                f"{number(f['value'])}{unit}"
            limit = f"{'<=' if f['most'] else '>='} " \
                f"{number(f['limit'])}{unit}"
            reached = {True: "yes", False: "NO", None: "not measured"}
            table.append((f["what"], value, limit, reached[f["reached"]]))
        print_table(table)
        for note in self.notes:
            print("note: " + note)


def number(x):
    if isinstance(x, int) or abs(x) >= 1000:
        return f"{x:,.0f}"
    return f"{x:.2f}"


def print_table(rows):
    width = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    for r in rows:
        print("  ".join(cell.ljust(w) if i == 0 else cell.rjust(w)
                        for i, (cell, w) in enumerate(zip(r, width))))


def machine():
    cpu = ""
    if os.path.exists("/proc/cpuinfo"):
        with open("/proc/cpuinfo") as f:
            m = re.search(r"^model name\s*: (.*)", f.read(), re.M)
            cpu = m.group(1) if m else ""
    return f"{os.cpu_count()} x {cpu or platform.machine()}, " \
        f"{platform.system()} {platform.release()}"
