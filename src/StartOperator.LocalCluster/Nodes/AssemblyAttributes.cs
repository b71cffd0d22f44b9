using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("StartOperator.Testing.Tests")]
