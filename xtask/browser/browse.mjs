// Opens the pages of a running server in a real browser: each page once per theme against axe and an HTML
// validator, at 320 pixels, and then the journeys people make, with scripts switched off. The address of
// the server is the first argument, a folder for pictures the second. The last line counts.
//
// One file a door, one line here. The order matters: the office works on what residents asked for.
import { changes } from "./changes.mjs";
import { notices } from "./notices.mjs";
import { office } from "./office.mjs";
import { officers } from "./officers.mjs";
import { portal } from "./portal.mjs";
import { registers } from "./registers.mjs";
import { residents } from "./residents.mjs";
import { roles } from "./roles.mjs";
import { staff } from "./staff.mjs";
import { end } from "./tools.mjs";
import { work } from "./work.mjs";

await residents();
await staff();
await office();
await officers();
await changes();
await portal();
await registers();
await roles();
await work();
await notices();
await end();
