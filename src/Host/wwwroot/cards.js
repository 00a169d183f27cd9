// Shows A2UI v0.9 surfaces: cards of columns, rows and texts. A component it does not know is shown as its text.

const surfaces = new Map();

/** Applies the messages of one surface and draws it into `container`, newest first. */
export function showCard(container, surfaceId, messages) {
  let surface = surfaces.get(surfaceId);
  for (const message of messages) {
    if (message.createSurface) {
      surface?.element.remove();
      surface = { components: new Map(), element: document.createElement("article") };
      surface.element.className = "card";
      surfaces.set(surfaceId, surface);
      container.prepend(surface.element);
    } else if (message.updateComponents && surface) {
      message.updateComponents.components.forEach(component => surface.components.set(component.id, component));
    } else if (message.deleteSurface && surface) {
      surface.element.remove();
      surfaces.delete(surfaceId);
      return;
    }
  }
  if (surface) surface.element.replaceChildren(draw(surface.components, "root"));
}

function draw(components, id) {
  const component = components.get(id);
  if (!component) return document.createTextNode("");
  switch (component.component) {
    case "Card": return draw(components, component.child);
    case "Column": return box("column", component, components);
    case "Row": return box("row", component, components);
    default: {
      const heading = /^h\d$/.test(component.variant ?? "");
      const element = document.createElement(heading ? "h3" : "span");
      if (component.variant) element.className = component.variant;
      element.textContent = component.text ?? component.component;
      return element;
    }
  }
}

function box(kind, component, components) {
  const element = document.createElement("div");
  element.className = kind;
  element.append(...component.children.map(child => draw(components, child)));
  return element;
}
