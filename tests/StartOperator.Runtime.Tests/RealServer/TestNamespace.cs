using k8s.Models;
using StartOperator.Runtime.Client;

namespace StartOperator.Runtime.Tests.RealServer;

/// <summary>A client and a namespace of one test's own.</summary>
public sealed class TestNamespace : IDisposable
{
    private TestNamespace(ApiClient client, string name)
    {
        Client = client;
        Name = name;
    }

    public ApiClient Client { get; }

    public string Name { get; }

    public static async Task<TestNamespace> CreateAsync(RealControlPlane plane)
    {
        RealControlPlane.Require();
        var client = new ApiClient(plane.Configuration, new ApiClientOptions { FieldManager = "user" });
        var name = $"test-{Guid.NewGuid():n}"[..20];
        await client.CreateAsync(
            Kinds.Namespace, new V1Namespace { Metadata = new V1ObjectMeta { Name = name } }, TestContext.Current.CancellationToken);
        return new TestNamespace(client, name);
    }

    public NamespacedName Key(string name) => new(Name, name);

    public V1ObjectMeta Meta(string name) => new() { Name = name, NamespaceProperty = Name };

    public void Dispose() => Client.Dispose();
}
