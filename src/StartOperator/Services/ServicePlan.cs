using StartOperator.Rendering;
using StartOperator.Rendering.Status;

namespace StartOperator.Services;

/// <summary>What to do with a service.</summary>
/// <param name="Definition">
/// What to run: the spec, or what is installed when the spec is refused; null when there is nothing that could run.
/// </param>
/// <param name="Refusal">Why the spec is refused; null when it is not.</param>
/// <param name="Waiting">What must end, or be put right, before main may be started; null when nothing.</param>
public sealed record ServicePlan(ServiceDefinition? Definition, Situation.Refused? Refusal, Situation? Waiting);
