using System.CommandLine;
using StartOperator.Distribution.Bundle;
using StartOperator.Distribution.Chart;
using StartOperator.Distribution.Dashboard;
using StartOperator.Distribution.Sbom;

return await new RootCommand("Makes what StartOperator is handed out as: for developers of StartOperator, called by make.")
{
    SbomCommand.Create(),
    ChartCommand.Create(),
    BundleCommand.Create(),
    PictureCommand.Create(),
}.Parse(args).InvokeAsync();
