#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <random>
#include <string>
#include <vector>

int main(int count, char **arguments) {
    const std::vector<std::string> given(arguments + 1, arguments + count);
    for (const auto &each : given) std::cout << "argument " << each << "\n";
    std::cout << "environment " << std::getenv("GREETING") << "\n";

    char text[64] = "";
    FILE *input = std::fopen("/data/in.txt", "r");
    if (input == nullptr || std::fgets(text, sizeof text, input) == nullptr) return 1;
    std::fclose(input);
    FILE *output = std::fopen("/data/out.txt", "w");
    if (output == nullptr) return 2;
    std::fputs(("written " + std::string(text)).c_str(), output);
    std::fclose(output);
    if (std::fopen("/data/../../etc/passwd", "r") != nullptr) return 3;

    const auto before = std::chrono::steady_clock::now();
    const bool goes = std::chrono::steady_clock::now() >= before;
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    std::cout << "clock " << (goes && now > std::chrono::hours(470000) ? "goes" : "stands") << "\n";

    std::random_device device;
    bool differs = false;
    for (int draw = 0; draw < 4; draw++) differs = differs || device() != device();
    std::cout << "random " << (differs ? "differs" : "repeats") << "\n";

    std::string line;
    while (std::getline(std::cin, line)) std::cout << "read " << line << "\n";
    std::cerr << "done\n";
    return 7;
}
