/* project/yaml/fault.h: what is wrong with a YAML text, between reading and telling. */
#ifndef PL_PROJECT_YAML_FAULT_H
#define PL_PROJECT_YAML_FAULT_H

#include "project/yaml/yaml.h"

/* In the words of libyaml and PyYAML: "CONTEXT at ..., PROBLEM at ...". */
typedef struct pl_yaml_fault {
    pl_str context; /* may be empty */
    pl_span context_at;
    pl_str problem;
    pl_span at;
    /* Where libyaml says it is, from 1; 0: where `at` is. They differ
     * at the end of a text. */
    uint32_t line, column;
    pl_str unmarked; /* dbt's whole text, when it names no line; else empty */
} pl_yaml_fault;

/* Parse `src`; false with *fault filled. Nothing is reported. */
bool pl_yaml_build(const pl_source *src, pl_arena *a, const pl_yaml **out,
                   pl_yaml_fault *fault);

/* As str() of PyYAML's exception. */
pl_str pl_yaml_fault_text(const pl_yaml_fault *fault, pl_arena *a);

/* Report it, with the likely mistake named where one shows. */
void pl_yaml_fault_report(const pl_yaml_fault *fault, pl_diag_sink *sink);

#endif
