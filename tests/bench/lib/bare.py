# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of which a whole address right under the registered domain is all that
there is to see: whose are they?"""
import collections

from markdown import table, wrapped

COMPANIES = ("com", "org", "edu", "gov", "biz", "info")
LABELS = (("dynamic", "end users"), ("legit", "servers"),
          ("legit_generic", "generic servers"),
          ("generic_static", "static lines"),
          ("hosting_generic", "for rent"))

TEXT = """\
    Of a name such as 192-0-2-7.example.com nothing speaks but the address.
    Whose such names were that are of class dynamic for that alone, by what their
    registered domain is below: rows and domains. Below a country's domain and
    net it is a provider's; below com, org and the like a domain may as well be
    a company's, and its name does not tell. To let those pass would cost more
    of the macro figure than it has to spare, and spare one server of those with
    an address. So such a name is dynamic, with the lowest confidence that class
    has: `strict.conf` defers it and refuses nobody for it for good, and
    `@declared` spares whom his domain declares. Where the domain sounds like a
    hoster's or of mail, its class is that, and it is not counted here."""


def is_bare(row, weighed):
    host = row.host[:-len(row.domain) - 1]
    return weighed.kind == "dynamic" and "." not in host and \
        {sign for sign, _ in weighed.shares} == {"FULL"}


def below(domain):
    last = domain.rsplit(".", 1)[-1]
    if last in COMPANIES:
        return "com, org and the like"
    return "a country's domain" if len(last) == 2 else "net and others"


def lines(rows, weighed):
    """The table of labelled rows and what their signs are."""
    found = collections.defaultdict(list)
    for row, w in zip(rows, weighed):
        if is_bare(row, w):
            found[below(row.domain), row.label].append(row.domain)
    return wrapped(TEXT) + table(
        ["below"] + [what for _, what in LABELS],
        [[where] + [f"{len(found[where, label]):,} of "
                    f"{len(set(found[where, label]))}" for label, _ in LABELS]
         for where in sorted({where for where, _ in found})])
