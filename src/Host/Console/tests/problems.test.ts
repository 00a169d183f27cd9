import assert from "node:assert/strict";
import { test } from "node:test";
import { connectionProblem, deviceProblem } from "../src/session/problems.ts";

test("A blocked microphone says where to allow it", () => {
  const problem = deviceProblem("microphone", new DOMException("Permission denied", "NotAllowedError"));

  assert.match(problem.title, /blocks the microphone/);
  assert.match(problem.next, /Allow it/);
});

test("A missing microphone and an insecure page have words of their own", () => {
  assert.match(deviceProblem("microphone", new DOMException("", "NotFoundError")).title, /no microphone/);
  assert.match(deviceProblem("microphone", new DOMException("", "InsecureContext")).next, /localhost/);
});

test("An unknown failure is told as it is", () => {
  assert.match(deviceProblem("microphone", new Error("strange")).title, /strange/);
});

test("A host without words is out of reach", () => {
  assert.match(connectionProblem(undefined).next, /dotnet run/);
});

test("A full host says so, with its reason", () => {
  assert.match(connectionProblem({ code: "host_full", message: "4 of 4 sessions run." }).title, /full: 4 of 4/);
});

test("A camera's failure does not stop the talk", () => {
  assert.match(deviceProblem("camera", new DOMException("", "NotFoundError")).next, /talking goes on/);
});
