// Gives A2UI messages to the message processor of @a2ui/web_core, as a client would, and fails when one is not accepted.
//   node check-ui.mjs FILE_OR_FOLDER...    one JSON array of messages a line: what one session got, in order
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Catalog, MessageProcessor } from "@a2ui/web_core/v0_9";
import * as basic from "@a2ui/web_core/v0_9/basic_catalog";

const id = "https://a2ui.org/specification/v0_9/catalogs/basic/catalog.json";
const kinds = ["createSurface", "updateComponents", "updateDataModel", "deleteSurface"];
const components = Object.values(basic).filter(value => value?.name && value?.schema && !value.returnType);
const functions = basic.BASIC_FUNCTIONS ?? [];
const catalog = basic.basicCatalog ?? new Catalog(id, components, functions);
const files = process.argv.slice(2).flatMap(path => (statSync(path).isDirectory() ? readdirSync(path).map(name => join(path, name)) : [path]));
let accepted = 0, refused = 0;
for (const line of files.flatMap(file => readFileSync(file, "utf8").split("\n")).filter(Boolean)) {
  const processor = new MessageProcessor([catalog]);
  for (const message of JSON.parse(line)) {
    try {
      // A session may show a card of the same name again; the client replaces it.
      const surface = message.createSurface?.surfaceId;
      if (surface && processor.model.getSurface(surface)) processor.processMessages([{ version: "v0.9", deleteSurface: { surfaceId: surface } }]);
      processor.processMessages([message]);
      // It validates the components it knows, and lets others and unknown messages pass in silence.
      const unknown = (message.updateComponents?.components ?? []).find(({ component }) => !catalog.components.has(component));
      if (unknown) throw new Error(`there is no component ${unknown.component}`);
      if (!kinds.some(kind => message[kind])) throw new Error(`it is none of ${kinds.join(", ")}`);
      accepted++;
    } catch (error) {
      refused++;
      console.error(`refused: ${error.message}\n  ${JSON.stringify(message).slice(0, 500)}`);
    }
  }
}
console.log(`${accepted} messages accepted, ${refused} refused`);
process.exit(refused > 0 || accepted === 0 ? 1 : 0);
