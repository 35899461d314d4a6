using FedPrune.Host.Studies.Oracle;
using FedPrune.Model.Networks;

namespace FedPrune.Host.Tests.Studies.Oracle;

public sealed class LiteratureCostsTests
{
    private const int Rows = 256, Columns = 144, All = Rows * Columns;

    [Theory]
    [InlineData(All, All * 32.0)]                                        // dense
    [InlineData(All / 2, (All / 2 * 32.0) + All)]                        // a bit for each place
    [InlineData(All / 8, All / 8 * (32.0 + 16))]                         // ⌈log₂ 36864⌉ = 16 bits of coordinate
    [InlineData(All / 64, (All / 64 * (32.0 + 8)) + (Rows * 10))]        // ⌈log₂ 144⌉ of column, ⌈log₂ 576⌉ of where a row begins
    public void Bytes_follow_the_format_of_the_density(int kept, double bits) => Assert.Equal(bits / 8, LiteratureCosts.Bytes([Block(kept)]));

    [Fact]
    public void The_smallest_format_is_never_larger_than_the_rules_and_the_bitmap_wins_above_one_in_log_n()
    {
        for (int kept = 1; kept <= All; kept += 311)
            Assert.True(LiteratureCosts.SmallestBytes([Block(kept)]) <= LiteratureCosts.Bytes([Block(kept)]));
        Assert.Equal(((All / 4 * 32.0) + All) / 8, LiteratureCosts.SmallestBytes([Block(All / 4)])); // where the rule has coordinates
    }

    [Fact]
    public void A_forward_pass_is_two_operations_a_kept_weight_and_use() =>
        Assert.Equal((2.0 * 10 * 49) + (2.0 * 7 * 49), LiteratureCosts.Forward([Block(10, uses: 49), Block(7, uses: 49)]));

    [Fact]
    public void A_dense_gradient_counts_in_one_epoch_of_a_round()
    {
        Assert.Equal(3.0, LiteratureCosts.Training(1, 5, 4, gradient: false));
        Assert.Equal(((3.0 * 3) + 1 + 10) / 4, LiteratureCosts.Training(1, 5, 4, gradient: true));
    }

    [Fact]
    public void What_grows_is_sent_with_its_coordinates_and_only_where_weights_are_pruned()
    {
        var bias = Block(64, prunable: false);
        Assert.Equal(0.2 * 1000 * (32 + 16) / 8, LiteratureCosts.Grown([Block(1000), bias], 0.2), 9);
    }

    private static KeptBlock Block(int kept, bool prunable = true, int uses = 1) =>
        new(new ParameterBlock("fc.weight", [Rows, Columns], 0, 0, prunable, uses), kept);
}
