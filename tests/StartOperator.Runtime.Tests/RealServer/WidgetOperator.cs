using System.Collections.Concurrent;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StartOperator.Runtime.Applying;
using StartOperator.Runtime.Caching;
using StartOperator.Runtime.Client;
using StartOperator.Runtime.Controllers;
using StartOperator.Runtime.Events;

namespace StartOperator.Runtime.Tests.RealServer;

/// <summary>An operator that gives each widget as many config maps as it asks for.</summary>
public sealed class WidgetOperator : IAsyncDisposable
{
    private readonly IHost _host;

    public WidgetOperator(RealControlPlane plane, string space, Action<OperatorOptions>? configure = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { ApplicationName = "widgets" });
        builder.Logging.SetMinimumLevel(LogLevel.Debug);
        builder.Services.AddSingleton(Journal);
        builder.Services
            .AddOperator(options =>
            {
                options.Name = "widget-operator";
                options.AnnotationPrefix = "test.example.com";
                options.ClientConfiguration = plane.Configuration;
                options.Namespaces.Add(space);
                options.HttpHandlers.Add(Requests);
                configure?.Invoke(options);
            })
            .AddController<WidgetController, Widget>(TestKinds.Widget, c => c
                .Owns(Kinds.ConfigMap)
                .Watches(Kinds.Secret, (secret, _) => [new NamespacedName(secret.Metadata.NamespaceProperty, secret.Metadata.Name)])
                .AddFinalizer<WidgetFinalizer>("test.example.com/widget"));
        _host = builder.Build();
    }

    public RequestLog Requests { get; } = new();

    public WidgetJournal Journal { get; } = new();

    public ObjectCaches Caches => _host.Services.GetRequiredService<ObjectCaches>();

    public OperatorHealth Health => _host.Services.GetRequiredService<OperatorHealth>();

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken);

    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync(CancellationToken.None);
        _host.Dispose();
    }
}

/// <summary>What happened to widgets, to be waited for.</summary>
public sealed class WidgetJournal
{
    private readonly List<(string Entry, TaskCompletionSource Written)> _waiting = [];
    private readonly ConcurrentQueue<string> _entries = new();

    public IReadOnlyList<string> Entries => [.. _entries];

    public void Write(string entry)
    {
        lock (_waiting)
        {
            _entries.Enqueue(entry);
            foreach (var waiting in _waiting.Where(w => w.Entry == entry))
            {
                waiting.Written.TrySetResult();
            }
        }
    }

    /// <summary>Waits for an entry that is written from now on, or was before.</summary>
    public Task ReadAsync(string entry, bool onlyNew = false)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            if (!onlyNew && _entries.Contains(entry))
            {
                return Task.CompletedTask;
            }

            _waiting.Add((entry, written));
        }

        return written.Task.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }
}

public sealed class WidgetController(ObjectCaches caches, Applier applier, EventRecorder events, WidgetJournal journal) : IEntityController<Widget>
{
    public async Task<ReconciliationResult<Widget>> ReconcileAsync(Widget entity, CancellationToken cancellationToken)
    {
        var desired = Enumerable.Range(0, entity.Spec.Parts).Select(i => Part(entity, i)).ToList();
        foreach (var part in desired)
        {
            await applier.EnsureAsync(Kinds.ConfigMap, part, cancellationToken: cancellationToken);
        }

        var present = caches.Get(Kinds.ConfigMap).ByIndex(Owners.Index, entity.Metadata.Uid);
        await applier.PruneAsync(
            Kinds.ConfigMap, present, desired.Select(NamespacedName.Of).ToHashSet(), p => Owners.IsControlledBy(p, entity), cancellationToken);
        if (entity.Status?.Ready != entity.Spec.Parts)
        {
            events.Publish(TestKinds.Widget, entity, EventType.Normal, "Assembled", "Reconcile", $"{entity.Spec.Parts} parts");
        }

        await applier.PatchStatusAsync(TestKinds.Widget, entity, entity with { Status = new WidgetStatus { Ready = entity.Spec.Parts } }, cancellationToken);
        journal.Write($"reconciled {entity.Metadata.Name} {entity.Spec.Parts}");
        return ReconciliationResult<Widget>.Success(entity);
    }

    public Task<ReconciliationResult<Widget>> DeletedAsync(Widget entity, CancellationToken cancellationToken)
    {
        journal.Write($"deleted {entity.Metadata.Name} {entity.Spec.Parts}");
        return Task.FromResult(ReconciliationResult<Widget>.Success(entity));
    }

    private static V1ConfigMap Part(Widget widget, int number) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = $"{widget.Metadata.Name}-{number}",
            NamespaceProperty = widget.Metadata.NamespaceProperty,
            OwnerReferences = [Owners.ReferenceTo(TestKinds.Widget, widget)],
        },
        Data = new Dictionary<string, string> { ["number"] = $"{number}" },
    };
}

public sealed class WidgetFinalizer(WidgetJournal journal) : IEntityFinalizer<Widget>
{
    public bool WantsFinalizer(Widget entity) => entity.Spec.Finalize;

    public Task<ReconciliationResult<Widget>> FinalizeAsync(Widget entity, CancellationToken cancellationToken)
    {
        journal.Write($"finalized {entity.Metadata.Name}");
        return Task.FromResult(ReconciliationResult<Widget>.Success(entity));
    }
}
