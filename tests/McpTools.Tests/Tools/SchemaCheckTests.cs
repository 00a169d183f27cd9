using System.Text.Json;
using McpTools.Tools;

namespace McpTools.Tests.Tools;

/// <summary>What <c>mcp test</c> says of a schema that makes trouble.</summary>
public sealed class SchemaCheckTests
{
    private const string Described = "\"x\": { \"type\": \"string\", \"description\": \"The x.\" }";

    [Theory]
    [InlineData("""{ "type": "array" }""", "its input schema is not an object's: set \"type\": \"object\"")]
    [InlineData("""{ "type": "object", "properties": { "next": { "$ref": "#" } } }""", "$ref '#' is cyclic: models fill in recursive arguments badly")]
    [InlineData("""{ "type": "object", "properties": {}, "$defs": { "a": { "items": { "$ref": "#/$defs/a" } } } }""", "$ref '#/$defs/a' is cyclic: models fill in recursive arguments badly")]
    [InlineData("""{ "type": "object", "properties": { "x": { "$ref": "http://127.0.0.1:9/x.json" } } }""", "$ref 'http://127.0.0.1:9/x.json' points outside the schema, and nobody fetches it: put it into $defs")]
    [InlineData("""{ "type": "object", "properties": { "x": { "$ref": "#/$defs/x" } } }""", "$ref '#/$defs/x' points nowhere")]
    [InlineData("""{ "type": "object", "properties": { "x": {} } }""", "no description of x: the model guesses what belongs there")]
    [InlineData("""{ "type": "object", "properties": {}, "required": ["y"] }""", "'y' is required, but is no property")]
    public void What_is_wrong_is_named_with_the_next_move(string schema, string problem) =>
        Assert.Equal([problem], SchemaCheck.Problems(JsonDocument.Parse(schema).RootElement));

    [Theory]
    [InlineData("{ \"type\": \"object\" }")]
    [InlineData("{ \"type\": \"object\", \"properties\": {" + Described + "}, \"required\": [\"x\"] }")]
    [InlineData("{ \"type\": \"object\", \"properties\": { \"y\": { \"$ref\": \"#/$defs/y\" } }, \"$defs\": { \"y\": { \"type\": \"string\" } } }")]
    public void What_is_right_is_not_named(string schema) => Assert.Empty(SchemaCheck.Problems(JsonDocument.Parse(schema).RootElement));
}
