using System.Text.Json;
using System.Text.Json.Serialization;

namespace StartOperator.Runtime.Client;

/// <summary>The contract of JSON values in fields that take anything, such as a ControllerRevision's data.</summary>
[JsonSerializable(typeof(JsonElement))]
internal sealed partial class FreeFormJson : JsonSerializerContext;
