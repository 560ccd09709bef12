#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# The direction of dependency: an include line names the layer it reaches.
awk '
BEGIN {
	may["base"] = "base"
	may["num"] = "base num"
	may["model"] = "base num model"
	may["parse"] = "base num model parse"
	may["rpki"] = "base num model rpki"
	may["audit"] = "base num model audit"
	may["report"] = "base num model audit report"
	may["io"] = "base model io"
	may["cmd"] = "base num model parse rpki audit report io cmd"
}
FNR == 1 { split(FILENAME, p, "/"); layer = p[2] }
/^#include "/ {
	split($2, q, /["\/]/)
	if (index(" " may[layer] " ", " " q[2] " ") == 0) {
		print FILENAME ":" FNR ": " layer " may not include " q[2]
		bad = 1
	}
}
END { exit bad }
' $(find src include -name '*.[ch]' -o -name '*.def' | sort)
