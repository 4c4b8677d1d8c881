/* project/input/digest.h: message digests in lower case hex digits, as
 * Python's hexdigest(). */
#ifndef PL_PROJECT_INPUT_DIGEST_H
#define PL_PROJECT_INPUT_DIGEST_H

#include "support/str.h"

pl_str pl_md5_hex(pl_arena *a, pl_str text);
pl_str pl_sha256_hex(pl_arena *a, pl_str text);

#endif
