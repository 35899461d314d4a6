using FedPrune.Bench;

// One line a measurement or soak; the launcher says which of the two lists is meant.
var lists = new Dictionary<string, Dictionary<string, Func<string[], Task>>>(StringComparer.Ordinal)
{
    ["bench"] = new(StringComparer.Ordinal)
    {
        ["torch-step"] = TorchStep.RunAsync,
        ["training"] = TrainingSteps.RunAsync,
        ["agreement"] = Agreement.RunAsync,
        ["rounds"] = Rounds.RunAsync,
        ["devices"] = Devices.RunAsync,
        ["wire"] = Wire.RunAsync,
        ["actors"] = Actors.RunAsync,
        ["aggregation"] = Aggregation.RunAsync,
        ["scale"] = Scale.RunAsync,
        ["remote"] = Remote.RunAsync,
        ["detection"] = Detection.RunAsync,
        ["cluster"] = ClusterRounds.RunAsync,
    },
    ["soak"] = new(StringComparer.Ordinal)
    {
        ["wire"] = WireSoak.RunAsync,
        ["engine"] = EngineSoak.RunAsync,
        ["faults"] = FaultsSoak.RunAsync,
        ["resume"] = ResumeSoak.RunAsync,
        ["cluster"] = ClusterSoak.RunAsync,
    },
};
try
{
    if (args is not [var list, ..] || !lists.TryGetValue(list, out var verbs))
        throw new UsageException("usage: fedprune bench|soak NAME [OPTION]…");
    if (args is not [_, var name, .. var rest] || !verbs.TryGetValue(name, out var run))
        throw new UsageException($"usage: fedprune {list} NAME [OPTION]…, NAME one of {string.Join(", ", verbs.Keys)}");
    await run(rest);
    return 0;
}
catch (UsageException e)
{
    Console.Error.WriteLine($"fedprune: {e.Message}");
    return 2;
}
catch (SoakFailedException e)
{
    Console.Error.WriteLine($"fedprune: {e.Message}");
    return 4;
}
