#!/bin/sh
# SPDX-License-Identifier: GPL-2.0-or-later
# The same faults, to clients with IPv6 addresses.
DNS_FAMILY=-6 exec sh "${0%/*}/dns-faults.t"
