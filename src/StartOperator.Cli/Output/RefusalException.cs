namespace StartOperator.Cli.Output;

/// <summary>Why a command can't do what it was asked to, and what to do about it.</summary>
/// <param name="message">Both, in a sentence.</param>
public sealed class RefusalException(string message) : Exception(message);
