/* Self-contained HTML pages. */
#include "graph/page.h"

#include "graph/page_files.h"
#include "project/input/digest.h"
#include "support/base64.h"

/* ---- data */

pl_str pl_page_masked(const pl_page *p, pl_str text) {
    return p->mask ? p->mask(p->mask_data, p->arena, text) : text;
}

void pl_page_text(pl_page *p, pl_str text) {
    pl_buf_json(&p->json, pl_page_masked(p, text));
}

void pl_page_item(pl_page *p, pl_str text, bool first) {
    pl_buf_put(&p->json, ",", first ? 0 : 1);
    pl_page_text(p, text);
}

/* JSON inside of a script element: no text of it may end the element or open a comment
 * there, and line separators are no line ends. */
static void put_data(pl_buf *to, pl_str json) {
    for (uint32_t i = 0; i < json.len; i++) {
        char c = json.at[i];
        bool separator = c == '\xe2' && i + 2 < json.len && json.at[i + 1] == '\x80' &&
                         (json.at[i + 2] == '\xa8' || json.at[i + 2] == '\xa9');
        if (c == '<') {
            PL_BUF_LIT(to, "\\u003c");
        } else if (separator) {
            pl_buf_fmt(to, "\\u20%02x", json.at[i + 2] == '\xa8' ? 0x28u : 0x29u);
            i += 2;
        } else {
            pl_buf_char(to, c);
        }
    }
}

/* ---- style and script */

static pl_str file_of(const pl_page_file *files, size_t count, const char *name,
                      const char *type, pl_arena *a) {
    pl_str path = pl_str_fmt(a, "%s.%s", name, type);
    for (size_t i = 0; i < count; i++) {
        if (pl_str_eq(path, pl_str_of(files[i].path))) {
            return (pl_str){files[i].text, files[i].len};
        }
    }
    return PL_S("");
}

static pl_str shared(const char *name, const char *type, pl_arena *a) {
    return file_of(pl_graph_page_files, pl_graph_page_file_count, name, type, a);
}

static uint32_t hex_digit(char c) {
    return (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
}

/* 'sha256-...' of a content security policy: base64 of the digest. */
static void put_digest(pl_buf *to, pl_str text, pl_arena *a) {
    pl_str hex = pl_sha256_hex(a, text);
    char digest[32];
    for (uint32_t i = 0; i < sizeof digest; i++) {
        uint32_t byte = hex_digit(hex.at[2 * i]) << 4 | hex_digit(hex.at[2 * i + 1]);
        digest[i] = (char)(unsigned char)byte;
    }
    PL_BUF_LIT(to, "'sha256-");
    pl_base64_put(to, (pl_str){digest, sizeof digest});
    pl_buf_char(to, '\'');
}

static void put_html(pl_buf *to, pl_str text) {
    for (uint32_t i = 0; i < text.len; i++) {
        char c = text.at[i];
        pl_buf_str(to, c == '<'   ? PL_S("&lt;")
                       : c == '&' ? PL_S("&amp;")
                                  : pl_str_sub(text, i, i + 1));
    }
}

static void put_head(const pl_page *p, pl_str title, pl_str style, pl_str script,
                     pl_buf *to) {
    PL_BUF_LIT(to, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta "
                   "charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" "
                   "content=\"default-src 'none'; style-src ");
    put_digest(to, style, p->arena);
    PL_BUF_LIT(to, "; script-src ");
    put_digest(to, script, p->arena);
    PL_BUF_LIT(to, "; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\" "
                   "content=\"width=device-width, initial-scale=1\">\n<meta "
                   "name=\"color-scheme\" content=\"light dark\">\n<meta "
                   "name=\"generator\" content=\"plumb " PL_VERSION "\">\n<title>");
    put_html(to, pl_page_masked(p, title));
    PL_BUF_LIT(to, "</title>\n<style>");
    pl_buf_str(to, style);
    PL_BUF_LIT(to, "</style>\n</head>\n");
}

void pl_page_write(pl_page *p, pl_str title, const char *name,
                   const pl_page_file *files, size_t count, pl_buf *to) {
    pl_arena *a = p->arena;
    pl_str style =
        pl_str_cat(a, shared("page", "css", a), file_of(files, count, name, "css", a));
    pl_str script = pl_str_cat3(a, shared("page", "js", a), shared("lineage", "js", a),
                                file_of(files, count, name, "js", a));
    put_head(p, title, style, script, to);
    pl_buf_str(to, file_of(files, count, name, "html", a));
    PL_BUF_LIT(to, "<script type=\"application/json\" id=\"data\">");
    put_data(to, pl_buf_view(&p->json));
    PL_BUF_LIT(to, "</script>\n<script>");
    pl_buf_str(to, script);
    PL_BUF_LIT(to, "</script>\n</body>\n</html>\n");
    pl_buf_free(&p->json);
}
