// The full matrix: every page that is read, as every role that may open it, against everything a page must
// be, in both themes; and for those who may not, that they meet what the list says, with the first of each
// kind of refusal looked at as well. The list is `docs/doors.md`, which is made from the code. What comes out
// is written to the file named by `KEYHOLDER_MATRIX`.
import { readFileSync, writeFileSync } from "node:fs";
import { samples } from "./samples.mjs";
import { base, check, counts, end, fresh, same, sound, words } from "./tools.mjs";

const text = readFileSync(process.env.KEYHOLDER_DOORS, "utf8").split("## Each role at each page")[1];
const lines = text.split("\n").filter((line) => line.startsWith("|")).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
const [head, , ...rows] = lines;
const roles = head.slice(1);
// What is no page to look at: a file, what leads out of here, and what ends the session it is opened in.
const none = ["/assets/{name}", "/exit", "/staff/cases/{reference}/changes/{no}/orders/{source}", "/staff/cases/{reference}/evidence", "/staff/cases/{reference}/pack", "/staff/disposal/{no}/certificate",
  "/staff/disposal/systems/{no}/called-off", "/staff/disposal/systems/{no}/order",
  "/staff/sign-in/work", "/staff/sign-in/work/back"];
const pages = rows.filter(([page]) => page.startsWith("GET "))
  .map(([page, ...meets]) => [page.slice(5, -1), meets])
  .filter(([page]) => !none.includes(page));

const { session, fill } = await samples();
const table = [];
const sum = (column) => table.reduce((all, row) => all + row[column], 0);
const row = (cells) => `| ${cells.join(" | ")} |`;
const day = process.env.KEYHOLDER_DAY;
// What came of it so far: a run that was ended early says so.
const write = () => writeFileSync(process.env.KEYHOLDER_MATRIX, [
  "# Every role at every page, in a browser",
  "",
  `The last result of \`cargo xtask browse --matrix\`${day ? `, on ${day}` : ""}: every page that is read, as every role of [the list](doors.md). What opens is looked at in light and dark: axe (WCAG 2.2 A and AA, and best practice), one heading of the first rank, 320 pixels, the size of what is pressed, and an HTML validator. Who may not open a page has to meet what the list says, and the first of each kind of refusal is looked at like a page. Forms that are sent are not in it: the tests send each as every role, without a browser.`,
  "",
  ...(table.length < roles.length ? [`The run was ended early: nothing is known of ${roles.slice(table.length).join(", ")}.`, ""] : []),
  `Left out, as no page to look at: ${none.map((one) => `\`${one}\``).join(", ")}.`,
  "",
  row(["Role", "Pages that open", "Pages that do not", "Checks", "Findings"]),
  "|---|--:|--:|--:|--:|",
  ...table.map(row),
  row(["**all**", sum(1), sum(2), sum(3), sum(4)]),
  "",
].join("\n"));
for (const [at, role] of roles.entries()) {
  const before = counts();
  const seen = { opens: 0, refused: 0 };
  const kinds = new Set();
  const kept = await session(role);
  for (const [page, meets] of pages) {
    const path = fill(page);
    const wanted = meets[at];
    const name = `${role} ${page}`.replaceAll(/[^a-z]+/g, "-");
    const met = async (one) => {
      const answer = await one.goto(`${base}${path}`);
      const signs = /\/sign-in/.test(one.url()) && !path.startsWith("/sign-in") && !path.startsWith("/staff/sign-in");
      const found = signs ? "sign in" : answer.status() === 404 && wanted === "no such page" ? "no such page" : "opens";
      same(found, wanted, `what ${role} meets at ${page}`);
      if (answer.status() >= 500) throw new Error(`${page} answers ${answer.status()}`);
      if (wanted === "no such page" && !(await words(one)).includes("There is no such page")) throw new Error("it says something else");
    };
    const first = wanted === "opens" || !kinds.has(wanted);
    // A page that was left may have ended what is kept of a session: each has a context of its own.
    const one = await fresh({ javaScriptEnabled: true, bypassCSP: true, colorScheme: "light", storageState: kept });
    await check(name, () => met(one));
    for (const theme of first ? ["light", "dark"] : []) {
      await one.emulateMedia({ colorScheme: theme });
      await sound(name, one, theme, false);
    }
    await one.context().close();
    if (wanted !== "opens") kinds.add(wanted);
    seen[wanted === "opens" ? "opens" : "refused"] += 1;
  }
  const after = counts();
  table.push([role, seen.opens, seen.refused, after.passed + after.failed - before.passed - before.failed, after.failed - before.failed]);
  write();
}
await end();
