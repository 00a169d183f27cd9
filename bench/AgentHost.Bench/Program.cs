using AgentHost.Bench;

// dotnet run --project bench/AgentHost.Bench -c Release [-- MODEL_FOLDER]
string model = args.Length > 0 ? args[0] : Path.Combine("models", "wren");
Console.WriteLine($"{Machine.Describe()}");
Console.WriteLine();
Console.WriteLine("## One micro-turn of the host, without a model");
Console.WriteLine();
Table.Print("turn", LoopBench.Run());
Console.WriteLine();
Console.WriteLine("## One micro-turn of the model, one thread");
Console.WriteLine();
Table.Print("positions so far", StepBench.Run(model));
