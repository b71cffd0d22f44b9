namespace StartOperator.Scenarios.Tests.Support;

/// <summary>The scenarios that start operators of their own: they run one after the other, when no shared operator is at work.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class OwnOperators
{
    /// <summary>The collection's name.</summary>
    public const string Name = "scenarios with operators of their own";
}
