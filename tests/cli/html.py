"""The pages of `plumb diff` and `plumb graph` in a browser: nothing is fetched, nothing of a
project becomes markup, search, keys and links work, colours can be read, a phone suffices.

The program is $PLUMB. With a folder as argument, pictures are left there."""
import os
import subprocess
import sys
import tempfile

from browser import Browser

PLUMB = os.environ["PLUMB"]
SECRET = 'corr"ect</horse>'
OUTPUT = "{type: postgres, host: h, port: 5432, user: u, password: p, dbname: wh, schema: %s}"
FILES = {
    "dbt_project.yml": "name: shop\nversion: '1.0'\nprofile: shop\nmodels:\n  shop:\n    +materialized: table\n"
                       "    old:\n      +enabled: \"{{ target.name == 'dev' }}\"\n",
    "profiles.yml": "shop:\n  target: dev\n  outputs:\n" +
                    "".join("    %s: %s\n" % (t, OUTPUT % t) for t in ("dev", "ci", "prod")),
    "macros/recent.sql": "{% macro recent() %}{% if target.name != 'prod' %}where at > now() - 3{% endif %}{% endmacro %}\n",
    "models/sources.yml": "version: 2\nsources:\n  - name: erp\n    tables: [{name: orders}]\n"
                          "exposures:\n  - name: board\n    type: dashboard\n    owner: {name: Ann, email: ann@x.io}\n"
                          "    depends_on: [ref('daily')]\n",
    "models/stg_orders.sql": "select *\nfrom {{ source('erp', 'orders') }}\n" +
                             "".join(" -- line %d\n" % i for i in range(40)) + "{{ recent() }}\n",
    "models/orders.sql": "select * from {{ ref('stg_orders') }}\n",
    "models/daily.sql": "select count(*) from {{ ref('orders') }}\n",
    "models/alone.sql": "{{ config(materialized='ephemeral') }} select 1\n",
    "models/old/gone.sql": "select * from {{ ref('orders') }}\n",
    "models/evil.sql": "select '</script><script>document.title = \"taken\"</script><!--', '<img src=x onerror=alert(1)>',\n"
                       " '\u2028', '&amp;', '{{ target.name }}',\n '{{ 'corr' ~ '\"ect</horse>' }}'\n",
}

# The least contrast of any visible text with what lies behind it.
CONTRAST = """(() => {
  const rgb = (c) => (c.match(/[\\d.]+/g) || []).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  let least = [99, ""];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const style = getComputedStyle(e);
    if (!own || !e.getClientRects().length || e.closest("script, svg") || style.visibility === "hidden") continue;
    let behind = e, color = [0, 0, 0, 0];
    for (; behind && (color.length === 4 && color[3] === 0); behind = behind.parentElement) color = rgb(getComputedStyle(behind).backgroundColor);
    const [a, b] = [light(rgb(style.color)), light(color)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < least[0]) least = [ratio, e.tagName + "." + e.className + ": " + e.textContent.slice(0, 40)];
  }
  return least;
})()"""
ROWS = "[...document.querySelectorAll('#rows .name')].map((e) => e.textContent)"

pictures = sys.argv[1] if len(sys.argv) > 1 else None
failed = []


def check(name, good, seen=""):
    if not good:
        failed.append(name)
        print("failed: %s %s" % (name, seen))


def equal(name, seen, wanted):
    check(name, seen == wanted, "%r instead of %r" % (seen, wanted))


def picture(page, name):
    if pictures:
        page.picture(os.path.join(pictures, name + ".png"))


def clean(name, page, address):
    """No fault, no request but for the page itself, nothing taken over."""
    equal(name + ": faults", page.faults, [])
    equal(name + ": requests", set(r.split("#")[0] for r in page.requests), {address})
    check(name + ": title", page.js("document.title") != "taken")


def readable(name, page):
    for dark in (False, True):
        page.look(dark)
        ratio, where = page.js(CONTRAST)
        check("%s: contrast, %s" % (name, "dark" if dark else "light"), ratio >= 4.5, (ratio, where))
        picture(page, name.replace(" ", "-") + ("-dark" if dark else ""))
    page.look(False)


def fits(name, page):
    wide, room = page.js("[document.documentElement.scrollWidth, innerWidth]")
    check(name + ": no wider than the screen", wide <= room, (wide, room))


def diff_page(browser, folder):
    address = "file://%s/diff.html" % folder
    page = browser.open(address)
    equal("diff: sides", page.js("document.querySelector('#sides').textContent"), "dev→prod")
    equal("diff: listed", sorted(page.js(ROWS)), ["evil", "gone", "stg_orders"])
    equal("diff: gravest first", page.js(ROWS)[0], "gone")
    readable("diff table", page)

    page.key("/")
    page.write("recent.sql")
    equal("diff: search, by cause", page.js(ROWS), ["stg_orders"])
    page.key("Escape")
    equal("diff: search left", len(page.js(ROWS)), 3)
    page.js("[...document.querySelectorAll('#chips button')].find((b) => /expected/.test(b.textContent)).click()")
    check("diff: expected ones shown too", "orders" in page.js(ROWS), page.js(ROWS))
    page.js("{const s = document.querySelector('#type'); s.value = 'source'; s.dispatchEvent(new Event('change'))}")
    equal("diff: by type", page.js(ROWS), [])
    page.js("{const s = document.querySelector('#type'); s.value = ''; s.dispatchEvent(new Event('change'))}")
    page.js("document.querySelector('#columns button').click()")
    equal("diff: sorted by name", page.js(ROWS), sorted(page.js(ROWS)))
    page.js("[...document.querySelectorAll('#columns button')].find((b) => b.textContent === 'Verdict').click()")

    page.key("j")
    page.key("Enter")
    page.wait("!document.querySelector('#detail').hidden")
    equal("diff: opened by keys", page.js("document.querySelector('#detail h2').textContent"), "gone")
    page.key("j")
    page.key("j")
    page.wait("document.querySelector('#detail h2').textContent === 'stg_orders'")
    equal("diff: address", page.js("location.hash"), "#node=model.shop.stg_orders")
    text = page.js("document.querySelector('#detail').textContent")
    for wanted in ("macros/recent.sql:1", "Downstream: 4, of them changed too: 1", "board", "show 38 equal lines",
                   "where at > now() - 3"):
        check("diff: the node tells " + wanted, wanted in text)
    equal("diff: side by side", page.js("document.querySelector('.sql table').className"), "split")
    page.js("document.querySelector('.fold button').click()")
    check("diff: unfolded", "line 20" in page.js("document.querySelector('.sql').textContent"))
    readable("diff node", page)
    page.key("u")
    equal("diff: unified", page.js("document.querySelector('.sql table').className"), "unified")
    equal("diff: lineage", page.js("document.querySelectorAll('.lineage a').length"), 6)
    page.js("[...document.querySelectorAll('.downstream a')].find((a) => a.textContent === 'gone').click()")
    page.wait("document.querySelector('#detail h2').textContent === 'gone'")
    page.key("Escape")
    page.wait("document.querySelector('#detail').hidden")
    page.key("?")
    check("diff: help", page.js("document.querySelector('#help').open"))
    page.key("Escape")
    page.js("document.querySelector('#theme').click()")
    equal("diff: theme", page.js("document.documentElement.dataset.theme"), "dark")
    check("diff: prints", len(page.call("Page.printToPDF")["data"]) > 10000)
    clean("diff", page, address)

    page = browser.open(address + "#node=model.shop.evil")
    text = page.js("document.querySelector('.sql').textContent")
    for wanted in ('</script><script>document.title = "taken"</script><!--', "<img src=x onerror=alert(1)>", "\u2028",
                   "&amp;", "*****"):
        check("diff: text stays text: " + wanted, wanted in text, text)
    equal("diff: changed words", page.js("[...document.querySelectorAll('.sql del, .sql ins')].map((e) => e.textContent)"),
          ["dev", "prod"])
    clean("diff, evil", page, address)


def several(browser, folder):
    address = "file://%s/several.html" % folder
    page = browser.open(address)
    equal("several: columns", page.js("[...document.querySelectorAll('#columns .verdict')].map((e) => e.textContent)"),
          ["prod\n→ dev", "prod\n→ ci"])
    page.js("document.querySelectorAll('#rows td.verdict')[1].querySelector('a').click()")
    page.wait("!document.querySelector('#detail').hidden")
    check("several: the pair's tab", "prod → ci" in page.js("document.querySelector('.tabs [aria-current]').textContent"))
    page.key("Escape")
    readable("several", page)
    clean("several", page, address)


def graph_page(browser, folder):
    address = "file://%s/graph.html" % folder
    page = browser.open(address)
    equal("graph: drawn", page.js("document.querySelectorAll('.lineage a').length"), 8)
    equal("graph: dashed", page.js("[...document.querySelectorAll('.lineage a.dashed .name')].map((e) => e.textContent)"), ["alone"])
    check("graph: left to right", page.js("""(() => {
      const x = (name) => [...document.querySelectorAll('.lineage a')].find((a) => a.querySelector('.name').textContent === name)
        .getBoundingClientRect().left;
      return x('erp.orders') < x('stg_orders') && x('stg_orders') < x('orders') && x('orders') < x('daily') && x('daily') < x('board');
    })()"""))
    readable("graph", page)
    page.key("/")
    page.write("stg")
    equal("graph: search", page.js(ROWS), ["stg_orders"])
    page.key("Escape")
    page.js("[...document.querySelectorAll('#rows a')].find((a) => a.textContent.includes('daily')).click()")
    page.wait("!document.querySelector('#detail').hidden")
    equal("graph: around a node", page.js("document.querySelectorAll('.lineage a').length"), 4)
    text = page.js("document.querySelector('#detail').textContent")
    check("graph: the node tells where it lands", '"wh"."prod"."daily"' in text and '"wh"."dev"."daily"' in text, text)
    readable("graph node", page)
    page.key("Escape")
    page.wait("document.querySelector('#detail').hidden")
    equal("graph: all again", page.js("document.querySelectorAll('.lineage a').length"), 8)
    clean("graph", page, address)

    page = browser.open(address + "#schema=wh.erp")
    equal("graph: a schema by address", page.js(ROWS), ["erp.orders"])
    page.key("Escape")
    page.wait("document.querySelectorAll('#rows .name').length === 8")


def many(browser, folder):
    address = "file://%s/many.html" % folder
    page = browser.open(address)
    check("many: says what is drawn", "701 nodes are too many" in page.js("document.querySelector('#limit').textContent"))
    equal("many: folders", page.js("[...document.querySelectorAll('.lineage .small')].map((e) => e.textContent).sort()"),
          ["1 nodes", "350 nodes", "350 nodes"])
    page.js("[...document.querySelectorAll('.lineage a')].find((a) => /left/.test(a.textContent)).dispatchEvent("
            "new MouseEvent('click', {bubbles: true, cancelable: true}))")
    page.wait("document.querySelectorAll('.lineage a').length === 350")
    clean("many", page, address)


def phone(browser, folder):
    for name in ("diff.html", "diff.html#node=model.shop.stg_orders", "several.html", "graph.html",
                 "graph.html#node=model.shop.daily"):
        page = browser.open("file://%s/%s" % (folder, name), width=390, height=844)
        fits("phone " + name, page)
        picture(page, "phone-" + name.replace("#node=", "-"))
        equal("phone %s: faults" % name, page.faults, [])


def write_pages(folder):
    for path, text in FILES.items():
        os.makedirs(os.path.dirname(os.path.join(folder, path)), exist_ok=True)
        with open(os.path.join(folder, path), "w", encoding="utf-8") as f:
            f.write(text)
    for i in range(700):
        path = os.path.join(folder, "many/models", ("left", "right")[i % 2], "m%03d.sql" % i)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as f:
            f.write("select * from {{ ref('m%03d') }}" % (i - i % 2) if i % 2 else "select * from {{ ref('first') }}")
    for path in ("dbt_project.yml", "profiles.yml", "models/first.sql"):
        with open(os.path.join(folder, "many", path), "w", encoding="utf-8") as f:
            f.write(FILES.get(path, "select 1").partition("    old:")[0])
    env = {**os.environ, "DBT_ENV_SECRET_WORD": SECRET, "HOME": folder}
    for words, code in ((["diff", "dev", "prod", "-o", "diff.html"], 1), (["diff", "prod", ":", "-t", "dev,ci", "-o", "several.html"], 1),
                        (["graph", "-t", "dev,prod", "-o", "graph.html"], 0),
                        (["graph", "--project-dir", "many", "--profiles-dir", "many", "-o", "many.html"], 0)):
        run = subprocess.run([PLUMB] + words, cwd=folder, env=env, capture_output=True, text=True)
        equal("exit of plumb " + " ".join(words), (run.returncode, run.stderr), (code, ""))
        with open(os.path.join(folder, words[-1]), encoding="utf-8") as f:
            text = f.read()
        check(words[-1] + ": no secret", "corr" not in text)
        check(words[-1] + ": no address", "http://" not in text.replace("http://www.w3.org/2000/svg", "") and "https://" not in text)


with tempfile.TemporaryDirectory() as folder:
    write_pages(folder)
    with Browser() as browser:
        for test in (diff_page, several, graph_page, many, phone):
            test(browser, folder)
print("%d failed" % len(failed))
sys.exit(bool(failed))
