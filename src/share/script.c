/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "share/script.h"

/* Time is the server's, and two changes never have the same: whoever reads on
 * from the last that he has seen misses none.  A server that takes over and
 * whose clock is behind goes on from the last as well. */
static const char *const text[SCRIPTS] = {
	[SCRIPT_WRITE] =
	    "local is=redis.call('GET',KEYS[1]) or '' "
	    "if is~=ARGV[1] then return is end "
	    "if ARGV[2]=='' then redis.call('DEL',KEYS[1]) "
	    "elseif ARGV[3]=='0' then redis.call('SET',KEYS[1],ARGV[2]) "
	    "else redis.call('SET',KEYS[1],ARGV[2],'PX',ARGV[3]) end "
	    "return 1",
	[SCRIPT_NEWS] =
	    "local t=redis.call('TIME') "
	    "local now=t[1]*1000+math.floor(t[2]/1000) "
	    "local top=redis.call('ZREVRANGE',KEYS[1],0,0,'WITHSCORES')[2] "
	    "if top and tonumber(top)>=now then now=tonumber(top)+1 end "
	    "redis.call('ZADD',KEYS[1],now,ARGV[1]) "
	    "redis.call('ZREMRANGEBYSCORE',KEYS[1],0,now-ARGV[2]) "
	    "redis.call('ZREMRANGEBYRANK',KEYS[1],0,-1-ARGV[3]) "
	    "redis.call('PEXPIRE',KEYS[1],ARGV[2]) "
	    "return 1",
};

const char *
script_text(enum script n)
{
	return text[n];
}
