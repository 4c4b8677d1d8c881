/* What the name of a file says of the form it shall have. */
#include <stdlib.h>

#include "cli/options/command.h"

pl_str pl_form_of_file(pl_str file) {
    static const struct {
        const char *end, *form;
    } ends[] = {{".sarif", "sarif"}, {".sarif.json", "sarif"}, {".xml", "junit"},
                {".md", "markdown"}, {".txt", "text"},         {".html", "html"},
                {".htm", "html"},    {".dot", "dot"},          {".gv", "dot"},
                {".mmd", "mermaid"}, {".mermaid", "mermaid"}};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        if (pl_str_ends(file, pl_str_of(ends[i].end))) {
            return pl_str_of(ends[i].form);
        }
    }
    if (pl_str_ends(file, PL_S(".json"))) {
        return getenv("GITLAB_CI") ? PL_S("gitlab") : PL_S("json");
    }
    return PL_S("");
}
