/* support/visible.h: texts of unknown origin as a terminal may be given them. */
#ifndef PL_SUPPORT_VISIBLE_H
#define PL_SUPPORT_VISIBLE_H

#include "support/buf.h"

/* Append `text` (valid UTF-8) with control characters made visible: U+241B for an
 * escape, U+FFFD for those above ASCII and the marks that turn text around. Tabs stay;
 * `newlines`: they do too, else each is a blank. */
void pl_put_visible(pl_buf *to, pl_str text, bool newlines);

/* The same as a text; `text` itself where nothing is to be changed. */
pl_str pl_visible(pl_arena *a, pl_str text, bool newlines);

#endif
