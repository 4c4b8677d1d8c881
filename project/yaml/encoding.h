/* project/yaml/encoding.h: files that are not UTF-8. */
#ifndef PL_PROJECT_YAML_ENCODING_H
#define PL_PROJECT_YAML_ENCODING_H

#include "support/diag.h"

/* Report that `text` of the file `path` is not UTF-8 at byte `at`, with the line where
 * that is (its odd bytes as U+FFFD); `secret`: the line is not shown. */
void pl_report_not_utf8(pl_diag_sink *sink, pl_str path, pl_str text, uint32_t at,
                        bool secret);

#endif
