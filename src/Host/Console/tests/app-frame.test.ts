import assert from "node:assert/strict";
import { test } from "node:test";
import { policyOf } from "../src/view/app-frame.ts";

const app = { surface_id: "a", html: "<p>hi</p>" };

test("An app that declares nothing reaches nothing", () => {
  assert.match(policyOf(app), /default-src 'none'/);
  assert.match(policyOf(app), /connect-src 'none'/);
});

test("Declared origins are let through", () => {
  assert.match(policyOf({ ...app, csp: { connect_domains: ["https://api.example.com"] } }), /connect-src https:\/\/api\.example\.com;/);
});

test("What is no origin cannot widen the policy", () => {
  const policy = policyOf({ ...app, csp: { connect_domains: ["*", "https://a.example; script-src *", "http://plain.example"], resource_domains: ["'unsafe-eval'"] } });

  assert.match(policy, /connect-src 'none'/);
  assert.doesNotMatch(policy, /\*|unsafe-eval|plain/);
});
