namespace StartOperator.LocalCluster.Selectors;

/// <summary>A selector that can't be read; the message is for the client.</summary>
internal sealed class SelectorException(string message) : Exception(message);
