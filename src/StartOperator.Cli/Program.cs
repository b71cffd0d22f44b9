return await StartOperator.Cli.Startctl.RunAsync(args, Console.Out, Console.Error);
