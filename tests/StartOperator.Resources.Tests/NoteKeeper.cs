using System.Text.Json.Nodes;
using StartOperator.Package.Canonical;
using StartOperator.Package.Model;

namespace StartOperator.Resources.Tests;

/// <summary>An invented package in canonical form, with something in every corner that the schema looks into.</summary>
internal static class NoteKeeper
{
    /// <summary>Its canonical manifest.</summary>
    public const string Json =
        """
        {
          "id": "note-keeper",
          "title": "Note Keeper",
          "version": "1.2.3",
          "description": {"short": "Keeps notes.", "long": "Keeps notes, and shows them."},
          "release-notes": "First release.",
          "license": "MIT",
          "wrapper-repo": "https://example.org/note-keeper-startos",
          "upstream-repo": "https://example.org/note-keeper",
          "main": {
            "type": "docker",
            "image": "main",
            "entrypoint": "serve.sh",
            "args": ["--port", "8080"],
            "mounts": {"BACKUP": "/mnt/backup", "main": "/data", "pages": "/pages", "shared": "/shared", "tls": "/tls"},
            "sigterm-timeout": "30s",
            "shm-size-mb": 64
          },
          "health-checks": {"web": {"name": "Web", "type": "docker", "image": "main", "entrypoint": "check.sh", "inject": true}},
          "config": {"get": {"type": "script"}, "set": {"type": "script", "args": [1, {"deep": [true]}]}},
          "volumes": {
            "main": {"type": "data"},
            "pages": {"type": "assets"},
            "shared": {"type": "pointer", "package-id": "note-reader", "volume-id": "main", "path": "/", "readonly": true},
            "tls": {"type": "certificate", "interface-id": "web"}
          },
          "interfaces": {
            "web": {
              "name": "Web",
              "description": "The notes",
              "tor-config": {"port-mapping": {"80": "8080"}},
              "lan-config": {"443": {"ssl": true, "internal": 8080}},
              "ui": true,
              "protocols": ["tcp", "http"]
            }
          },
          "backup": {
            "create": {"type": "docker", "image": "compat", "system": true, "entrypoint": "compat"},
            "restore": {"type": "docker", "image": "compat", "system": true, "entrypoint": "compat"}
          },
          "migrations": {
            "from": [{"range": "<1.0.0", "type": "script"}, {"range": "*", "type": "docker", "image": "main", "entrypoint": "migrate.sh", "io-format": "json"}],
            "to": []
          },
          "actions": {
            "print": {
              "name": "Print",
              "description": "Prints notes",
              "implementation": {"type": "docker", "image": "main", "entrypoint": "print.sh", "io-format": "yaml"},
              "allowed-statuses": ["running"],
              "input-spec": [
                {"key": "zebra", "type": "boolean", "name": "Zebra", "default": true},
                {
                  "key": "aardvark",
                  "type": "object",
                  "name": "Aardvark",
                  "spec": [{"key": "b", "type": "boolean", "name": "B", "default": false}, {"key": "a", "type": "boolean", "name": "A", "default": false}]
                }
              ]
            }
          },
          "dependencies": {"note-reader": {"version": "*", "requirement": {"type": "opt-in", "how": "In its config."}}}
        }
        """;

    /// <summary>Its manifest.</summary>
    public static Manifest Manifest { get; } = Read();

    /// <summary>A resource.</summary>
    public static StartService Resource(string box, string name, StartServiceSpec spec) =>
        new() { Metadata = new() { Name = name, NamespaceProperty = box }, Spec = spec };

    /// <summary>A resource of the package as JSON, to be varied.</summary>
    public static JsonObject Node(string box, string name = "notes") => new()
    {
        ["apiVersion"] = $"{StartService.GroupName}/{StartService.VersionName}",
        ["kind"] = StartService.KindName,
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = box },
        ["spec"] = new JsonObject { ["manifest"] = JsonNode.Parse(Json) },
    };

    private static Manifest Read()
    {
        var reading = CanonicalManifest.Read(Json, "note-keeper");
        reading.Diagnostics.ShouldBeEmpty();
        return reading.Manifest.ShouldNotBeNull();
    }
}
