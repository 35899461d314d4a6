using System.CommandLine;
using FedPrune.Host.Commands;
using FedPrune.Host.Configuration;
using FedPrune.Model.Algorithms;
using FedPrune.Model.Networks;

namespace FedPrune.Host.Tests.Commands;

public sealed class ListCommandTests
{
    [Fact]
    public async Task Algorithms_are_listed_with_what_they_are_and_whence()
    {
        var lines = await ListedAsync("algorithms");
        Assert.Equal(AlgorithmCatalogue.Names, lines.Select(line => line.Split(' ')[0]));
        Assert.All(lines.Zip(AlgorithmCatalogue.Entries), pair => Assert.EndsWith(pair.Second.Source, pair.First, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Networks_are_listed() =>
        Assert.Equal(NetworkCatalogue.Names, (await ListedAsync("networks")).Select(line => line.Split(' ')[0]));

    [Fact]
    public async Task Experiments_are_listed_with_their_first_comment()
    {
        var lines = await ListedAsync("experiments");
        Assert.Equal(HoconFiles.Experiments(), lines.Select(line => line.Split(' ')[0]));
        Assert.Contains("LeNet-5 on 28×28 images", Assert.Single(lines, line => line.StartsWith("standard ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.All(lines, line => Assert.True(line.Split("  ", StringSplitOptions.RemoveEmptyEntries).Length == 3, line));
    }

    private static async Task<string[]> ListedAsync(string what)
    {
        using var output = new StringWriter();
        Assert.Equal(0, await ListCommand.Create().Parse([what]).InvokeAsync(new InvocationConfiguration { Output = output }));
        return output.ToString().TrimEnd().Split(Environment.NewLine);
    }
}
