#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The examples of all manual pages do what the pages say.
. "${0%/*}/lib.sh"
cd "$top" || exit 1
python3 tests/tools/examples man/*.[1-9]
