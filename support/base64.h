/* support/base64.h: bytes as base64 and back. */
#ifndef PL_SUPPORT_BASE64_H
#define PL_SUPPORT_BASE64_H

#include "support/buf.h"

/* Append `bytes` in base64, filled up with '='. */
void pl_base64_put(pl_buf *to, pl_str bytes);
/* The bytes that `text` stands for, in `a`, up to the first '='. Characters outside the
 * alphabet are skipped, as Python's base64.decodebytes does. */
pl_str pl_base64_read(pl_arena *a, pl_str text);

#endif
