using FedPrune.Bench;

try
{
    switch (args)
    {
        case ["torch-step"]:
            TorchStep.Run(blocks: 15, stepsPerBlock: 20);
            return 0;
        case ["torch-step", var blocks] when int.TryParse(blocks, out int count) && count > 0:
            TorchStep.Run(count, stepsPerBlock: 20);
            return 0;
        case ["rounds", ..]:
            await Rounds.RunAsync(new Options(args.AsSpan(1), "--networks", "--rounds", "--epochs"));
            return 0;
        case ["devices", ..]:
            await Devices.RunAsync(new Options(args.AsSpan(1), "--algorithm", "--network", "--devices", "--cohort", "--rounds"));
            return 0;
        default:
            throw new UsageException("usage: FedPrune.Bench torch-step [BLOCKS] | rounds [OPTION]… | devices [OPTION]…");
    }
}
catch (UsageException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
