using StartOperator.LocalCluster.Validation;

namespace StartOperator.LocalCluster.CustomResources;

/// <summary>What checking a value against a schema found, and how many checks ran: alternatives that got further explain a failure better.</summary>
internal sealed class SchemaOutcome
{
    public List<FieldError> Errors { get; } = [];

    public int Checks { get; private set; }

    public bool IsValid => Errors.Count == 0;

    public void Count() => Checks++;

    public void Add(FieldError error) => Errors.Add(error);

    public void Merge(SchemaOutcome other)
    {
        Errors.AddRange(other.Errors);
        Checks += other.Checks;
    }
}
