/* Lineage as a self-contained page: what graph/page shows, as JSON.
 *
 *   {title, environments: [[name, colour]],
 *    nodes: [[unique_id, name, type, path, [parents, as numbers],
 *             [[schema, relation, materialized] or 0 an environment]]]}
 */
#include "graph/graph.h"
#include "graph/page_files.h"

static pl_str title_of(const pl_graph *g) {
    pl_buf to = {0};
    for (uint32_t e = 0; e < g->environment_len; e++) {
        pl_buf_str(&to, e ? PL_S(", ") : PL_S(""));
        pl_buf_str(&to, g->environments[e]);
    }
    PL_BUF_LIT(&to, ": plumb graph");
    pl_str s = pl_buf_take(&to, g->arena);
    pl_buf_free(&to);
    return s;
}

static void put_place(pl_page *p, const pl_graph_place *at) {
    if (!at->node) {
        pl_buf_char(&p->json, '0');
        return;
    }
    pl_buf_char(&p->json, '[');
    pl_page_text(p, at->schema);
    pl_page_item(p, at->relation, false);
    pl_page_item(p, at->materialized, false);
    pl_buf_char(&p->json, ']');
}

static void put_node(pl_page *p, const pl_graph *g, const pl_graph_node *n) {
    pl_buf_char(&p->json, '[');
    pl_page_text(p, n->unique_id);
    pl_page_item(p, n->name, false);
    pl_buf_fmt(&p->json, ",\"%s\"", pl_resource_name(n->type));
    pl_page_item(p, n->path, false);
    PL_BUF_LIT(&p->json, ",[");
    for (uint32_t i = 0; i < n->parents.len; i++) {
        pl_buf_fmt(&p->json, "%s%u", i ? "," : "", n->parents.at[i]);
    }
    PL_BUF_LIT(&p->json, "],[");
    for (uint32_t e = 0; e < g->environment_len; e++) {
        pl_buf_put(&p->json, ",", e ? 1 : 0);
        put_place(p, &n->at[e]);
    }
    PL_BUF_LIT(&p->json, "]]");
}

void pl_graph_print_html(const pl_graph *g, pl_buf *to) {
    pl_page p = {.arena = g->arena, .mask = g->mask, .mask_data = g->mask_data};
    PL_BUF_LIT(&p.json, "{\"title\":");
    pl_page_text(&p, title_of(g));
    PL_BUF_LIT(&p.json, ",\n\"environments\":[");
    for (uint32_t e = 0; e < g->environment_len; e++) {
        pl_buf_fmt(&p.json, "%s[", e ? "," : "");
        pl_page_text(&p, g->environments[e]);
        pl_buf_fmt(&p.json, ",\"%s\"]", pl_graph_color(e));
    }
    PL_BUF_LIT(&p.json, "],\n\"nodes\":[");
    for (uint32_t i = 0; i < g->len; i++) {
        pl_buf_put(&p.json, ",\n", i ? 2 : 0);
        put_node(&p, g, g->at[i]);
    }
    PL_BUF_LIT(&p.json, "]}\n");
    pl_page_write(&p, title_of(g), "graph", pl_graph_page_files,
                  pl_graph_page_file_count, to);
}
