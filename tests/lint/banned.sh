#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Calls that have a better one, and words that a layer may not say.
bad=0
calls='strcpy|strcat|sprintf|vsprintf|strtok|gets|atoi|atol|gmtime|localtime|ctime|system|popen|rand|srand|xmlNewChild|xmlNodeSetContent|setjmp|longjmp'
if grep -nE "(^|[^_a-zA-Z0-9])($calls)\(" $(find src include -name '*.[ch]'); then
	bad=1
fi
if grep -nE '(^|[^_a-z])goto ' $(find src include tests -name '*.[ch]'); then
	bad=1
fi
# Only cmd prints; mem.c may say its last word, fetch its progress.
if grep -nE '(^|[^_a-zA-Z0-9])(printf|puts|putchar|fprintf|perror)\(' \
	$(find src -name '*.c' -not -path 'src/cmd/*' -not -name mem.c -not -name 'fetch*.c'); then
	bad=1
fi
if grep -nE '(^|[^_a-z])(time\(|clock_gettime\()' \
	$(find src -name '*.c' -not -path 'src/cmd/*' -not -path 'src/io/*'); then
	bad=1
fi
exit $bad
