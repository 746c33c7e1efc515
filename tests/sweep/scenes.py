# SPDX-License-Identifier: GPL-2.0-or-later
"""The scenes of the sweep: every program, every path."""
import scenes_desk
import scenes_daemon
import scenes_filter

ALL = scenes_filter.ALL + scenes_desk.ALL + scenes_daemon.ALL
