using FedPrune.Bench;

switch (args)
{
    case ["torch-step"]:
        TorchStep.Run(blocks: 15, stepsPerBlock: 20);
        return 0;
    case ["torch-step", var blocks] when int.TryParse(blocks, out int count) && count > 0:
        TorchStep.Run(count, stepsPerBlock: 20);
        return 0;
    default:
        Console.Error.WriteLine("usage: FedPrune.Bench torch-step [BLOCKS]");
        return 2;
}
